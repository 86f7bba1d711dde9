import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const SERVERS = ['apps', 'libs', 'simulators', 'infra', 'test', '.swcrc', 'package-lock.json'];
const WEB = ['apps/account-web', 'simulators/web'];
const PAGES = [...WEB, 'libs', 'package-lock.json'];
const NOT_SOURCES = new Set(['node_modules', 'dist', 'target']);

/** Compiles what changed since the last build. `pages: false` leaves the pages as they are. */
export async function buildIfStale(progress, { pages = true } = {}) {
  const servers = isStale(SERVERS, 'dist/.built', WEB);
  const web = pages && isStale(PAGES, 'dist/.built-pages');
  if (!servers && !web) return;
  const only = servers ? (web ? [] : ['--no-web']) : ['--only-web'];
  await progress.during('Building', build(only));
}

export function build(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'infra/build.mjs'), ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The build failed (${code}); what it said is above.`)),
    );
  });
}

/** A folder's own time tells of files deleted. */
function isStale(sources, stamp, except = []) {
  const file = join(root, stamp);
  if (!existsSync(file)) return true;
  const builtAt = statSync(file).mtimeMs;
  return sources.some((source) => isNewer(source, builtAt, except));
}

function isNewer(path, thanMs, except) {
  const full = join(root, path);
  if (except.includes(path) || !existsSync(full)) return false;
  const stat = statSync(full);
  if (stat.mtimeMs > thanMs) return true;
  if (!stat.isDirectory()) return false;
  return readdirSync(full)
    .filter((name) => !NOT_SOURCES.has(name))
    .some((name) => isNewer(join(path, name), thanMs, except));
}
