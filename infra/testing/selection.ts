import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

export type Kind = 'all' | 'unit' | 'integration' | 'e2e';

const FOLDERS: Readonly<Record<Exclude<Kind, 'all'>, RegExp>> = {
  integration: /^test\/(integration|regression)\//,
  e2e: /^test\/(e2e|browser)\//,
  unit: /^(?!test\/(integration|regression|e2e|browser)\/)/,
};
const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.signoff', 'coverage', 'target']);
const SPEC = /\.spec\.ts$/;
const LONG = /\.long\.spec\.ts$/;
/** What somebody took for a test. */
const LIKE_A_TEST = /\.(spec|test)\.[cm]?[jt]sx?$/;

export interface OnDisk {
  readonly specs: readonly string[];
  /** They look like tests, and no run would ever find them. */
  readonly misnamed: readonly string[];
}

/** Every spec of the checkout, by walking it: what a runner's own patterns miss is found here. */
export function specsOnDisk(root: string): OnDisk {
  const files = [...walk(root)].map((file) => relative(root, file)).sort();
  return {
    specs: files.filter((file) => SPEC.test(file)),
    misnamed: files.filter((file) => LIKE_A_TEST.test(file) && !SPEC.test(file)),
  };
}

export const isOfKind = (file: string, kind: Kind): boolean => kind === 'all' || FOLDERS[kind].test(file);
export const isLong = (file: string): boolean => LONG.test(file);

/** What is in one list alone, in words; null when they are the same. */
export function difference(
  onDisk: readonly string[],
  run: readonly string[],
  words: { readonly missed: string; readonly unknown: string },
): string | null {
  const [a, b] = [new Set(onDisk), new Set(run)];
  const lines = [
    ...onDisk.filter((file) => !b.has(file)).map((file) => `${words.missed}: ${file}`),
    ...run.filter((file) => !a.has(file)).map((file) => `${words.unknown}: ${file}`),
  ];
  return lines.length === 0 ? null : lines.join('\n');
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (NOT_OURS.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}
