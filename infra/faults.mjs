/** `npm run test:faults` and `npm run soak`: builds what is stale, and runs test/faults/NAME, which brings its own services. */
import { spawn } from 'node:child_process';
import { buildIfStale } from './prepare/build-if-stale.mjs';
import { installIfNeeded } from './prepare/install.mjs';
import { requireNode } from './prepare/node-version.mjs';
import { progressTo } from './prepare/progress.mjs';
import { root } from './prepare/root.mjs';

requireNode();
process.chdir(root);
const progress = progressTo(process.stdout);
const [name, ...args] = process.argv.slice(2);
try {
  await installIfNeeded(progress);
  await buildIfStale(progress, { pages: false });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const child = spawn(process.execPath, [`dist/test/faults/${name}.js`, ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
