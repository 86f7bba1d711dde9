import { buildIfStale } from './build-if-stale.mjs';
import { installIfNeeded } from './install.mjs';
import { requireNode } from './node-version.mjs';
import { progressTo } from './progress.mjs';
import { root } from './root.mjs';

/**
 * How every command of infra/ begins, with nothing but Node: in the project's folder, its dependencies installed and
 * `dist/` built. What it imports from there it imports after this. Ends the process, with 1 and a clear line, where
 * that cannot be had.
 *   pages: false        leaves the pages as they are: for who looks at none
 *   output              where a person reads how far it is; stderr, where a program may read what the command prints
 * Returns the progress for the command's own use.
 */
export async function prepared({ pages = true, output = process.stdout } = {}) {
  requireNode();
  process.chdir(root);
  const progress = progressTo(output);
  try {
    await installIfNeeded(progress);
    await buildIfStale(progress, { pages });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  return progress;
}
