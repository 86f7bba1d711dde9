/**
 * `npm run test:faults`: every fault of the line in its full form, one after the other on one installation under
 * load; minutes. Writes docs/reliability.md, and with `--json FILE` the rows. Exit code 1 when anything was found.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { calledWith } from '../support/command-line.js';
import { machine } from '../bench/report/machine.js';
import type { Row } from './fault.js';
import { FAULTS } from './faults.js';
import { writeFaults } from './page.js';
import { Rig } from './rig.js';
import { Rows } from './row.js';

const USAGE = `usage: npm run test:faults -- [FAULT…] [options]
  --short         the form that npm test runs
  --json FILE     the rows, for programs
  --page FILE     where they are written for people (docs/reliability.md)`;

const { values: args, positionals } = calledWith(USAGE, {
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    page: { type: 'string', default: 'docs/reliability.md' },
    short: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const wanted = FAULTS.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
const unknown = positionals.filter((name) => !FAULTS.some(({ id }) => id === name));
if (unknown.length > 0) {
  say(
    `No such fault: ${unknown.join(', ')}. There are:\n${FAULTS.map(({ id, what }) => `  ${id}: ${what}`).join('\n')}`,
  );
  process.exit(2);
}

/** Times of a machine that has other work are longer, and the page says so. */
const loadBefore = loadavg()[0]!;
const busy =
  loadBefore > availableParallelism()
    ? `, which had much other work (load ${Math.round(loadBefore)} before it began)`
    : '';

const line = ({ id, load, answered, lost, wronglyEnded, letIn, healMs, found }: Row): string =>
  [
    id.padEnd(26),
    ...[load, answered, lost, wronglyEnded, letIn].map((number) => String(number).padStart(8)),
    `${healMs} ms`.padStart(10),
    ...found.map((sentence) => `\n    ${sentence}`),
  ].join(' ');

say('a Kafka, a PostgreSQL, two account APIs, two gateways and a playback API are starting');
const rig = await Rig.open({ name: 'test-faults', form: args.short ? 'short' : 'full' });
const rows: Row[] = [];
try {
  const each = new Rows(rig);
  say(['fault'.padEnd(26), '    load answered     lost    ended   let in       heal'].join(' '));
  for (const fault of wanted) {
    const row = await each.row(fault);
    rows.push(row);
    say(line(row));
  }
} catch (error) {
  say(`\nThe run broke off: ${(error as Error).stack}`);
  process.exitCode = 1;
} finally {
  await rig.close();
}
if (process.exitCode === 1) process.exit();
if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(rows, null, 2)}\n`);
if (positionals.length === 0) writeFaults(args.page, FAULTS, rows, machine() + busy);
process.exit(rows.every(({ found }) => found.length === 0) ? 0 : 1);
