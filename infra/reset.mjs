/** `npm run reset`: deletes what `npm start` keeps in .signoff, after ending what a killed start left. */
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
const { reset } = await import('../dist/infra/start/reset.js');
process.exit(await reset(progress));
