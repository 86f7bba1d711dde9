import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { keptDemo, type Demo } from '../household/demo-account.js';
import { keptOperators, type DemoOperator } from '../household/demo-operators.js';
import type { Layout } from './layout.js';
import type { Addresses } from './servers.js';

/** `.signoff/run.json`: tells scripts where everything is, while it runs. */
export interface RunFile extends Addresses {
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
  readonly demo: Demo;
  readonly operators: readonly DemoOperator[];
}

export function writeRunFile(layout: Layout, run: Omit<RunFile, 'demo' | 'operators'>): void {
  const demo = keptDemo(layout.demo);
  const operators = keptOperators(layout.operators);
  // For this user alone: it holds passwords.
  writeFileSync(`${layout.run}.next`, `${JSON.stringify({ ...run, demo, operators }, null, 2)}\n`, {
    mode: 0o600,
  });
  renameSync(`${layout.run}.next`, layout.run);
}

export function readRunFile(layout: Layout): RunFile | null {
  return existsSync(layout.run) ? (JSON.parse(readFileSync(layout.run, 'utf8')) as RunFile) : null;
}
