/**
 * `npm test`: needs nothing but Node (and one of: services in the environment, Docker, Java 17 and Maven).
 * Installs, builds, brings up one PostgreSQL and one Kafka, runs jest, and checks that every spec was run.
 *   npm test                  all but *.long.spec.ts      npm run test:long   those as well
 *   npm test -- sign-out      what jest is told: patterns of paths, and its options
 */
import { buildIfStale } from '../infra/prepare/build-if-stale.mjs';
import { installIfNeeded } from '../infra/prepare/install.mjs';
import { requireNode } from '../infra/prepare/node-version.mjs';
import { progressTo } from '../infra/prepare/progress.mjs';
import { root } from '../infra/prepare/root.mjs';

requireNode();
process.chdir(root);
const progress = progressTo(process.stdout);
try {
  await installIfNeeded(progress);
  await buildIfStale(progress);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const { test } = await import('../dist/infra/testing/test.js');
process.exit(await test(process.argv.slice(2), progress));
