import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { code, table } from './markdown.js';
import { ROOT } from './root.js';

/** Folder -> folders it imports from. */
export type Imports = ReadonlyMap<string, ReadonlySet<string>>;

interface Cruised {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
  }[];
}

/** What each app, lib and simulator imports, as dependency-cruiser sees it; tests are left out. */
export function readImports(): Imports {
  const bin = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    bin,
    'apps',
    'libs',
    'simulators',
    'infra',
    '--config',
    '.dependency-cruiser.mjs',
    '-T',
    'json',
  ];
  // The exit status counts violations; they are `npm run boundaries`’s to tell of.
  const output = execFileSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return importsOf(JSON.parse(output) as Cruised);
}

export function importsOf({ modules }: Cruised): Imports {
  const imports = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = folderOf(source);
    if (from === null || isTest(source)) continue;
    const into = imports.get(from) ?? new Set<string>();
    imports.set(from, into);
    for (const { resolved } of dependencies) {
      const to = folderOf(resolved);
      if (to !== null && to !== from) into.add(to);
    }
  }
  return imports;
}

const folderOf = (path: string): string | null =>
  /^(?:(?:apps|libs|simulators)\/[^/]+|infra\/docs|infra)(?=\/)/.exec(path)?.[0] ?? null;

const isTest = (path: string): boolean => /\.spec\.tsx?$|\/testing\//.test(path);

/** The picture, without the arrows that others imply, and beside it the whole of it as a table. */
export function drawBoundaries(imports: Imports): string {
  const folders = [...imports.keys()].sort();
  const groups = ['apps', 'simulators', 'infra', 'libs'].map((group) => {
    const members = folders.filter((folder) => folder.split('/')[0] === group);
    return members.length === 0
      ? ''
      : [
          `  subgraph ${group}_folder["${group}/"]`,
          ...members.map((folder) => `    ${node(folder)}`),
          '  end',
        ].join('\n');
  });
  const arrows = folders.flatMap((from) =>
    [...(imports.get(from) ?? [])]
      .filter((to) => !isImplied(imports, from, to))
      .sort()
      .map((to) => `  ${id(from)} --> ${id(to)}`),
  );
  const picture = [
    '```mermaid',
    'flowchart TD',
    ...groups.filter((group) => group !== ''),
    ...arrows,
    '```',
  ].join('\n');
  const rows = folders.map((from) => [code(from), [...(imports.get(from) ?? [])].sort().map(code).join(' ')]);
  return `${picture}\n\n${table(['folder', 'imports'], rows)}`;
}

const id = (folder: string): string => folder.replaceAll(/[/-]/g, '_');
const node = (folder: string): string => `${id(folder)}["${folder.split('/')[1] ?? folder}"]`;

function isImplied(imports: Imports, from: string, to: string): boolean {
  const reaches = (at: string, seen: Set<string>): boolean => {
    if (at === to) return true;
    if (seen.has(at)) return false;
    seen.add(at);
    return [...(imports.get(at) ?? [])].some((next) => reaches(next, seen));
  };
  return [...(imports.get(from) ?? [])].some((via) => via !== to && reaches(via, new Set([from])));
}
