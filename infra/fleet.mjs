/** `npm run fleet`: simulated devices on the Signoff that runs here, or on one of their own. See docs/fleet.md. */
import { buildIfStale } from './prepare/build-if-stale.mjs';
import { installIfNeeded } from './prepare/install.mjs';
import { requireNode } from './prepare/node-version.mjs';
import { progressTo } from './prepare/progress.mjs';
import { root } from './prepare/root.mjs';

requireNode();
process.chdir(root);
const progress = progressTo(process.stdout);
try {
  await installIfNeeded(progress);
  await buildIfStale(progress, { pages: false });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const { fleet } = await import('../dist/infra/testing/fleet.js');
process.exit(await fleet(process.argv.slice(2), progress));
