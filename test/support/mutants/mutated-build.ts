import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { transformSync } from '@swc/core';
import { patched } from './patched.js';

/** One change of one source file: `find` stands there exactly once. */
export interface Mutation {
  /** From the root of the repository, such as `libs/outbox/src/relay.ts`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface MutatedBuild {
  /** Has a package.json, `dist` and `node_modules`, so `#libs/*` of its programs is its own. */
  readonly folder: string;
  remove(): void;
}

const HOME = resolve('.signoff', 'mutants');

/**
 * A throw-away copy of the build with a few sources changed: a test shows with it that it would find the fault.
 * The build itself must be there (`npm run build`), and is not touched. `remove` when done; what a killed run
 * left is removed by the next.
 * Errors: a `find` that stands nowhere or more than once, or a change that does not compile, is thrown.
 */
export function mutatedBuild(mutations: readonly Mutation[]): MutatedBuild {
  // All of them before anything is copied: a change that no longer fits leaves nothing behind.
  const changed = compiled(mutations);
  removeLeftOvers();
  const folder = join(HOME, `${process.pid}-${randomUUID()}`);
  mkdirSync(folder, { recursive: true });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    // Copies, not links: a build that runs meanwhile writes into the files that are there.
    cpSync('dist', join(folder, 'dist'), { recursive: true });
    cpSync('package.json', join(folder, 'package.json'));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    for (const [file, code] of changed) writeFileSync(join(folder, 'dist', file), code);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}

function compiled(mutations: readonly Mutation[]): Map<string, string> {
  const sources = new Map<string, string>();
  for (const { file, find, replace } of mutations) {
    sources.set(file, patched(file, sources.get(file) ?? readFileSync(file, 'utf8'), find, replace));
  }
  const compile = ([file, source]: [string, string]): [string, string] => [
    file.replace(/\.ts$/, '.js'),
    transformSync(source, { filename: file, configFile: '.swcrc', sourceMaps: 'inline' }).code,
  ];
  return new Map([...sources].map(compile));
}

function removeLeftOvers(): void {
  mkdirSync(HOME, { recursive: true });
  for (const name of readdirSync(HOME)) {
    if (!isAlive(Number.parseInt(name))) rmSync(join(HOME, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
