/** `npm run bench`, `npm run bench:NAME`, and `npm run record`: brings up PostgreSQL and Kafka as `npm test` does, and runs test/bench/NAME. */
import { buildIfStale } from './prepare/build-if-stale.mjs';
import { installIfNeeded } from './prepare/install.mjs';
import { requireNode } from './prepare/node-version.mjs';
import { progressTo } from './prepare/progress.mjs';
import { root } from './prepare/root.mjs';

const LOOK_AT_PAGES = ['all', 'stream', 'record'];

requireNode();
process.chdir(root);
const progress = progressTo(process.stdout);
const [name, ...args] = process.argv.slice(2);
try {
  await installIfNeeded(progress);
  await buildIfStale(progress, { pages: LOOK_AT_PAGES.includes(name) });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const { bench } = await import('../dist/infra/testing/bench.js');
process.exit(await bench(name, args, progress));
