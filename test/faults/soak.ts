/** `npm run soak -- --minutes 10`: mixed load and no fault; says what grew. Writes its part of docs/reliability.md. */
import { writeFileSync } from 'node:fs';
import { calledWith } from '../support/command-line.js';
import { machine } from '../bench/report/machine.js';
import { soakSection, writeSection } from './page.js';
import { runSoak } from './soak/run-soak.js';

const USAGE = `usage: npm run soak -- [options]
  --minutes N     (10)
  --json FILE     what was measured, for programs
  --page FILE     where it is written for people (docs/reliability.md)`;

const { values: args } = calledWith(USAGE, {
  options: {
    minutes: { type: 'string', default: '10' },
    json: { type: 'string' },
    page: { type: 'string', default: 'docs/reliability.md' },
  },
});
const minutes = Number(args.minutes);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
if (!(minutes > 0)) {
  say(`--minutes takes a number above 0, not ${args.minutes}`);
  process.exit(1);
}
const soaked = await runSoak({ minutes, everyMs: 5_000, form: 'full', say });
if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(soaked, null, 2)}\n`);
writeSection(args.page, 'soak', soakSection(soaked, machine()));
const grown = soaked.growths.filter(({ grew }) => grew);
for (const { name, first, last } of grown)
  say(`grew: ${name}, from ${first.toFixed(1)} to ${last.toFixed(1)}`);
for (const sentence of soaked.row.found) say(sentence);
say(grown.length === 0 ? `nothing grew in ${minutes} minutes` : '');
process.exit(grown.length === 0 && soaked.row.found.length === 0 ? 0 : 1);
