/**
 * `npm run bench -- [section…]`: what Signoff costs, each figure beside its peers in one run. Without a name all sections
 * run; `--list` names them. A section that lacks its peer, or leaves a device unaccounted for, is red.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { calledWith, wholeNumber } from '../support/command-line.js';
import { figure, type Figure } from './report/figure.js';
import { machine } from './report/machine.js';
import { tableOf } from './report/table.js';
import { writeSection } from './report/write-section.js';
import { SECTIONS } from './sections/all.js';
import { accounting, type Asked, type Section } from './sections/section.js';

/** Programs of their own, from before there were sections. */
const PROGRAMS = ['latency', 'stream', 'guard'] as const;

const USAGE = `usage: npm run bench -- [SECTION…] [options]
  --list          the sections, and how long each takes
  --devices N     of each section that has devices (10,000)
  --repeats N     interleaved (5)
  --json FILE     the figures, for programs
  --page FILE     where they are written for people (docs/benchmarks.md)`;

const { values: args, positionals } = calledWith(USAGE, {
  allowPositionals: true,
  options: {
    devices: { type: 'string' },
    repeats: { type: 'string' },
    json: { type: 'string' },
    list: { type: 'boolean', default: false },
    page: { type: 'string', default: 'docs/benchmarks.md' },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const asked: Asked = {
  ...(args.devices === undefined ? {} : { devices: wholeNumber('--devices', args.devices, 1) }),
  ...(args.repeats === undefined ? {} : { repeats: wholeNumber('--repeats', args.repeats, 1) }),
};
const { devices = 10_000, repeats = 5 } = asked;
const names = [...SECTIONS.map(({ name }) => name), ...PROGRAMS];
const unknown = positionals.filter((name) => !(names as readonly string[]).includes(name));
const figures: Figure[] = [];

if (args.list) {
  for (const { name, minutes, title } of SECTIONS)
    process.stdout.write(`${name.padEnd(18)} ${String(minutes).padStart(3)} min  ${title}\n`);
  for (const name of PROGRAMS) process.stdout.write(`${name}\n`);
} else if (unknown.length > 0) {
  process.stderr.write(`no section ${unknown.join(', ')}. There are: ${names.join(', ')}\n`);
  process.exitCode = 2;
} else {
  const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);
  const isTakenAlong = ({ isPartOf }: Section): boolean => isPartOf !== undefined && wanted(isPartOf);
  for (const section of SECTIONS.filter((one) => wanted(one.name) && !isTakenAlong(one)))
    await measure(section);
  for (const name of PROGRAMS.filter(wanted)) runProgram(name);
  if (accounting.missing.length > 0) figures.push(figure('accounting', accounting.missing, undefined, ''));
  if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(figures, null, 2)}\n`);
}

async function measure({ name, title, minutes, intro, run }: Section): Promise<void> {
  say(`${name}: about ${minutes} minutes`);
  try {
    const outcome = await run({ devices, repeats, asked, say });
    figures.push(...outcome.figures);
    const table = tableOf([...outcome.figures, ...outcome.peers]);
    const aims = outcome.aims.map(
      ({ what, is, limit, met }) => `${met ? 'met   ' : 'missed'}  ${what}: ${is} (aim: ${limit})`,
    );
    process.stdout.write(`\n${table}\n\n${aims.join('\n')}\n\n`);
    const how = outcome.how ?? `${devices.toLocaleString('en')} devices, ${repeats} repeats, interleaved`;
    const command = `\`npm run bench -- ${name}\`: ${how}.`;
    writeSection(
      args.page,
      `bench:${name}`,
      `## ${title}\n\n${command} ${intro}\n\nMachine: ${machine()}; servers, services and clients share it.\n\n${table}${outcome.more === undefined ? '' : `\n\n${outcome.more}`}`,
    );
    for (const { path, text } of outcome.files ?? []) {
      const file = join(dirname(args.page), path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  } catch (error) {
    process.stderr.write(`bench ${name} is red: ${(error as Error).stack}\n`);
    process.exitCode = 1;
  }
}

function runProgram(name: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'signoff-bench-'));
  const file = join(folder, 'figures.json');
  const program = [`dist/test/bench/${name}.js`, '--json', file, '--page', args.page];
  const { status } = spawnSync(process.execPath, program, { stdio: 'inherit' });
  if (status === 0) figures.push(...(JSON.parse(readFileSync(file, 'utf8')) as Figure[]));
  else process.exitCode = 1;
  rmSync(folder, { recursive: true });
}
