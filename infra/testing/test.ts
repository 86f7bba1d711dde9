import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import type { Progress } from '../progress.js';
import type { Started } from '../processes/started.js';
import { difference, isLong, isOfKind, specsOnDisk } from './selection.js';
import { readTestArguments, type TestArguments } from './test-arguments.js';
import { together, worthASecondLook } from './second-look.js';
import { withThrowAwayServices } from './throw-away-services.js';
import { verdict, type JestResult } from './verdict.js';

const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];
/** Specs wait for processes as much as they compute, so two fit two cores; each stack is a handful of processes. */
const WORKERS = Math.max(2, Math.min(4, availableParallelism() - 1));
const STOP_WITHIN_MS = 10_000;

/** `npm test`, once everything is installed and built. Resolves with the exit code. */
export async function test(argv: readonly string[], progress: Progress): Promise<number> {
  const args = readTestArguments(argv);
  const root = process.cwd();
  const { specs, misnamed } = specsOnDisk(root);
  if (misnamed.length > 0) {
    progress.say(misnamed.map((file) => `${file} would never be run: name it *.spec.ts`).join('\n'));
    return 1;
  }
  const listed = listedByJest(root, args).filter((file) => isOfKind(file, args.kind));
  if (args.patterns.length === 0) {
    const wanted = specs.filter((file) => isOfKind(file, args.kind) && (args.long || !isLong(file)));
    const words = {
      missed: 'on disk, and jest does not see it',
      unknown: 'jest sees it, and it is not on disk',
    };
    const missed = difference(wanted, listed, words);
    if (missed !== null) {
      progress.say(missed);
      return 1;
    }
  }
  if (listed.length === 0) {
    progress.say(`No spec matches ${args.patterns.join(' ')}.`);
    return 1;
  }
  return withThrowAwayServices({ progress }, async (env, folder, started) => {
    const output = join(folder, 'jest.json');
    const code = await runJest(args, listed, output, env, started);
    if (started.isStopping) return code;
    if (!existsSync(output)) {
      progress.say('jest ended without a result.');
      return code || 1;
    }
    const first = readResult(output);
    const doubtful = code === 0 ? [] : worthASecondLook(first, root);
    if (doubtful.length === 0) return said(first, code);
    progress.say(`\nA second look, alone, at ${doubtful.join(', ')}`);
    const again = join(folder, 'jest-again.json');
    const secondCode = await runJest(args, doubtful, again, env, started);
    if (started.isStopping || !existsSync(again)) return code;
    const sum = said(together(first, readResult(again)), secondCode);
    if (secondCode === 0)
      progress.say(`Unsteady, mend it: ${doubtful.join(', ')} failed beside others and passed alone.`);
    return sum;
  });

  function said(result: JestResult, code: number): number {
    const { faults, lastLine } = verdict(result, listed, { root, byName: args.byName });
    for (const fault of faults) progress.say(`\n${fault}`);
    progress.say(`\n${lastLine}`);
    return code === 0 && faults.length > 0 ? 1 : code;
  }
}

const readResult = (file: string): JestResult => JSON.parse(readFileSync(file, 'utf8')) as JestResult;

function listedByJest(root: string, { patterns, long }: TestArguments): string[] {
  const options = ['--listTests', '--json', '--passWithNoTests', ...patterns];
  const text = execFileSync(process.execPath, [...JEST, ...options], {
    encoding: 'utf8',
    env: jestEnv(long),
  });
  return (JSON.parse(text) as string[]).map((file) => relative(root, file)).sort();
}

function runJest(
  { options, long }: TestArguments,
  files: readonly string[],
  output: string,
  env: Readonly<Record<string, string>>,
  started: Started,
): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      ...JEST,
      '--testSequencer=<rootDir>/test/sequencer.mjs',
      ...[`--maxWorkers=${WORKERS}`, '--workerIdleMemoryLimit=1500MB', ...options],
      ...['--json', `--outputFile=${output}`, '--runTestsByPath', ...files],
    ],
    // A group of its own, so that Ctrl-C ends jest, its workers and what they started before the services.
    { detached: true, stdio: ['ignore', 'inherit', 'inherit'], env: { ...jestEnv(long), ...env } },
  );
  const exited = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  started.add('jest', async () => {
    const group = -(child.pid as number);
    signal(group, 'SIGTERM');
    const timer = setTimeout(() => signal(group, 'SIGKILL'), STOP_WITHIN_MS);
    await exited;
    clearTimeout(timer);
  });
  return exited;
}

const jestEnv = (long: boolean): NodeJS.ProcessEnv => ({
  ...process.env,
  SIGNOFF_LONG_TESTS: long ? 'yes' : 'no',
});

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(group, name);
  } catch {
    // All of it has ended.
  }
}
