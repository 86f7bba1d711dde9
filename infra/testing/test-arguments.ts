import type { Kind } from './selection.js';

export interface TestArguments {
  readonly kind: Kind;
  readonly long: boolean;
  /** Parts of paths; none = all. */
  readonly patterns: readonly string[];
  /** Handed to jest as they are. */
  readonly options: readonly string[];
  /** Some tests of a file are left out because one asked for others by name. */
  readonly byName: boolean;
}

const WITH_VALUE = new Set(['-t', '--testNamePattern', '-w', '--maxWorkers', '--seed', '--shard']);

/** `--kind` and `--long` are ours, all else is jest's. */
export function readTestArguments(argv: readonly string[]): TestArguments {
  let kind: Kind = 'all';
  let long = false;
  const patterns: string[] = [];
  const options: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg.startsWith('--kind=')) kind = arg.slice('--kind='.length) as Kind;
    else if (arg === '--long') long = true;
    else if (WITH_VALUE.has(arg)) options.push(arg, argv[++i] ?? '');
    else if (arg.startsWith('-')) options.push(arg);
    else patterns.push(arg);
  }
  const byName = options.some((option) => option === '-t' || option.startsWith('--testNamePattern'));
  return { kind, long, patterns, options, byName };
}
