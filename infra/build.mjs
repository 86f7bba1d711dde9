/**
 * Compiles apps, libs, simulators, infra and test to `dist/` with swc, and the account pages with Vite
 * (`--no-web` leaves the pages out, `--only-web` makes nothing else). Needs the dependencies installed;
 * `start.mjs` sees to that.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare/root.mjs';

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
  const ignored = ['**/*.spec.ts', '**/*.mjs', 'apps/account-web/**'].flatMap((glob) => ['--ignore', glob]);
  run(bin('swc'), [...sources, '--out-dir', 'dist', '--config-file', '.swcrc', '--quiet', ...ignored]);
  stamp('.built');
}
if (!wanted('--no-web') && existsSync(join(root, 'apps/account-web/vite.config.ts'))) {
  run(bin('vite'), ['build', '--config', 'apps/account-web/vite.config.ts', '--logLevel', 'warn']);
  stamp('.built-pages');
}
