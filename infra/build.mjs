/**
 * Compiles apps, libs, simulators, infra and test to `dist/` with swc, and the pages with Vite
 * (`--no-web` leaves the pages out, `--only-web` makes nothing else). Needs the dependencies installed;
 * `start.mjs` sees to that.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare/root.mjs';

/** What browsers get, bundled by Vite. */
const PAGES = ['apps/account-web', 'simulators/web'];
const bin = (name) => join(root, 'node_modules', '.bin', name);
const wanted = (flag) => process.argv.includes(flag);
// What is saved while we build counts as newer than the build.
const begun = new Date();

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function stamp(name) {
  const file = join(root, 'dist', name);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(file, '');
  utimesSync(file, begun, begun);
}

if (!wanted('--only-web')) {
  const folders = ['apps', 'libs', 'simulators', 'infra', 'test'];
  const sources = folders.filter((folder) => existsSync(join(root, folder)));
  const ignored = [
    '**/*.spec.ts',
    '**/*.mjs',
    '**/node_modules/**',
    ...PAGES.map((folder) => `${folder}/**`),
  ].flatMap((glob) => ['--ignore', glob]);
  run(bin('swc'), [...sources, '--out-dir', 'dist', '--config-file', '.swcrc', '--quiet', ...ignored]);
  stamp('.built');
}
if (!wanted('--no-web')) {
  for (const folder of PAGES) {
    run(bin('vite'), ['build', '--config', `${folder}/vite.config.ts`, '--logLevel', 'warn']);
  }
  stamp('.built-pages');
}
