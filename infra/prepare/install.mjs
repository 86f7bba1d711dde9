import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** Installs the dependencies where they are missing or not those of the lock file. */
export async function installIfNeeded(progress) {
  if (isInstalled()) return;
  await progress.during('Installing dependencies (npm ci)', npmCi());
}

/** Compares what npm wrote down when it installed with the lock file: no clock, no guess. */
export function isInstalled(folder = root) {
  const installed = packagesOf(join(folder, 'node_modules', '.package-lock.json'));
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  if (installed === null || wanted === null) return false;
  const isSame = ([name, { version, integrity, optional, devOptional }]) => {
    const found = installed[name];
    // Those of other systems are left out by npm.
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version && found.integrity === integrity;
  };
  return (
    Object.entries(wanted).every((entry) => entry[0] === '' || isSame(entry)) &&
    Object.keys(installed).every((name) => name in wanted)
  );
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null;
}

function npmCi() {
  letGoOfLink(join(root, 'node_modules'));
  // Run by npm, the same npm; its path is a script of Node's.
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (data) => (said += data));
    child.once('error', () => reject(new Error('npm is not on the PATH. Install Node with npm.')));
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ci failed (${code}); run it by hand to see more:\n${said.trim()}`));
    });
  });
}

/** npm ci empties the folder first, through a link as well: another checkout's dependencies would be gone. */
function letGoOfLink(folder) {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(folder);
}
