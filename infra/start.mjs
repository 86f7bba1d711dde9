/** `npm start`: needs nothing but Node. Installs, builds, and hands over to infra/start. */
import { buildIfStale } from './prepare/build-if-stale.mjs';
import { installIfNeeded } from './prepare/install.mjs';
import { requireNode } from './prepare/node-version.mjs';
import { progressTo } from './prepare/progress.mjs';
import { root } from './prepare/root.mjs';

requireNode();
process.chdir(root);
// Whoever reads us may leave before we end.
process.stdout.on('error', () => undefined);
const progress = progressTo(process.stdout);
try {
  await installIfNeeded(progress);
  await buildIfStale(progress);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const { start } = await import('../dist/infra/start/main.js');
process.exit(await start(process.argv.slice(2), progress));
