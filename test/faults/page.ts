import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { replaceSection } from '../bench/report/write-section.js';
import type { Fault, Row } from './fault.js';
import { median } from './soak/growth.js';
import type { Soaked } from './soak/run-soak.js';

const HEAD = `# Reliability

What was answered, served and received while things broke. Written by the programs in test/faults; do not edit
between the markers.

A whole installation runs on a Kafka and a PostgreSQL of its own: two account APIs, two gateways and a playback API,
each a process, behind doors that stand for load balancers. Real devices are linked, connect, play, refresh, are
signed out by their owners and confirm, all the time; one thing is broken in the midst of it and put right again.
Then the load comes to rest, and the run is judged from outside ([libs/audit](../libs/audit)): by what owners were
answered, what every gateway and the playback API wrote, byte by byte, as they wrote it, and what devices logged.
Every session that was signed out is tried once more with all it had, at each gateway, at the token endpoint and at
the playback API; every session that was not must still be served.
`;

/** Puts the rows into the page; other sections stay. */
export function writeFaults(path: string, faults: readonly Fault[], rows: readonly Row[], on: string): void {
  writeSection(path, 'faults', faultsSection(faults, rows, on));
}

export function writeSection(path: string, name: string, body: string): void {
  const page = existsSync(path) ? readFileSync(path, 'utf8') : HEAD;
  writeFileSync(path, replaceSection(page, name, body));
}

export function faultsSection(faults: readonly Fault[], rows: readonly Row[], on: string): string {
  const sum = (key: 'answered' | 'lost' | 'wronglyEnded' | 'letIn'): number =>
    rows.reduce((total, row) => total + row[key], 0);
  const lines = rows.map(
    ({ id, load, answered, lost, wronglyEnded, letIn, healMs }) =>
      `| \`${id}\` | ${[load, answered, lost, wronglyEnded, letIn, seconds(healMs)].join(' | ')} |`,
  );
  const found = foundIn(rows);
  return [
    '## Faults',
    `${sum('answered')} sign-outs were answered while ${rows.length} things broke: ${sum('lost')} lost, ` +
      `${sum('wronglyEnded')} sessions wrongly ended, ${sum('letIn')} let in after they were blocked. ` +
      `Half of the faults were healed within ${seconds(median(rows.map(({ healMs }) => healMs)))} of their end.`,
    [
      '| fault | load | answered | lost | wrongly ended | let in | healed after |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
      ...lines,
    ].join('\n'),
    `On ${on}, everything on that one machine. Again: \`npm run test:faults -- --json FILE\`; one alone: ` +
      '`npm run test:faults -- kafka-away`. `npm test` runs a short form of each.',
    '- **load**: living sessions held. **answered**: sign-outs answered 2xx from the fault’s beginning until the load rested.\n' +
      '- **lost**: answered, and not in force. **wrongly ended**: over though nobody revoked them. **let in**: served after *blocked*.\n' +
      '- **healed after**: from the fault’s end until a fresh sign-out was blocked and confirmed and all earlier ones were in force.',
    ...found,
    '### What each row does',
    faults.map(({ id, what }) => `- \`${id}\`: ${what}`).join('\n'),
  ].join('\n\n');
}

export function soakSection({ minutes, samples, row, growths }: Soaked, on: string): string {
  const grown = growths.filter(({ grew }) => grew).length;
  return [
    '## Soak',
    `${minutes} minutes of the same load and no fault: ${row.answered} sign-outs, ${row.lost} lost, ` +
      `${row.wronglyEnded} sessions wrongly ended, ${row.letIn} let in. ` +
      (grown === 0 ? 'Nothing grew.' : `${grown} of ${growths.length} measures grew.`),
    [
      '| measure | first third | last third | may grow by | |',
      '| --- | ---: | ---: | ---: | --- |',
      ...growths.map(
        ({ name, first, last, mayGrow, grew }) =>
          `| ${name} | ${first.toFixed(1)} | ${last.toFixed(1)} | ${mayGrow} | ${grew ? '**grew**' : 'well'} |`,
      ),
    ].join('\n'),
    `Medians of the first and the last third of ${samples} samples, a fifth of them left out as warm-up; heaps after a ` +
      `collection. On ${on}. Again: \`npm run soak -- --minutes ${minutes}\`.`,
    ...foundIn([row]),
  ].join('\n\n');
}

function foundIn(rows: readonly Row[]): string[] {
  const lines = rows.flatMap(({ id, found }) => found.map((sentence) => `- \`${id}\`: ${sentence}`));
  return lines.length === 0 ? [] : [`Found:\n\n${lines.join('\n')}`];
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
