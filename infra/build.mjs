/**
 * Compiles apps, libs, simulators and infra to `dist/` with swc, and the account pages with Vite
 * (`--no-web` leaves the pages out). Needs the dependencies installed; `start.mjs` sees to that.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const sources = ['apps', 'libs', 'simulators', 'infra', 'test'].filter((folder) =>
  existsSync(join(root, folder)),
);
const ignored = ['**/*.spec.ts', '**/*.mjs', 'apps/account-web/**'].flatMap((glob) => ['--ignore', glob]);
run(bin('swc'), [...sources, '--out-dir', 'dist', '--config-file', '.swcrc', '--quiet', ...ignored]);
if (!process.argv.includes('--no-web') && existsSync(join(root, 'apps/account-web/vite.config.ts'))) {
  run(bin('vite'), ['build', '--config', 'apps/account-web/vite.config.ts', '--logLevel', 'warn']);
}
