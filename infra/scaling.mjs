/** `npm run scaling`: what a fleet of any size takes, by arithmetic from what was measured. See docs/scaling.md. */
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
const { scaling } = await import('../dist/infra/scaling/main.js');
const lineTo = (stream) => (text) => void stream.write(`${text}\n`);
process.exitCode = scaling(process.argv.slice(2), lineTo(process.stdout), lineTo(process.stderr));
