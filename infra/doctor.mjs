/** `npm run doctor`: says what is wrong with this installation, and what to do. Builds what it needs of itself. */
import { buildIfStale } from './prepare/build-if-stale.mjs';
import { installIfNeeded } from './prepare/install.mjs';
import { requireNode } from './prepare/node-version.mjs';
import { progressTo } from './prepare/progress.mjs';
import { root } from './prepare/root.mjs';

requireNode();
process.chdir(root);
// Its own words may be read by a program; how far the build is, is none of its business.
const progress = progressTo(process.stderr);
try {
  await installIfNeeded(progress);
  await buildIfStale(progress, { pages: false });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const { doctor } = await import('../dist/infra/doctor/main.js');
process.exitCode = await doctor(process.argv.slice(2), process.env, (line) =>
  process.stdout.write(`${line}\n`),
);
