/**
 * `npm run check`: everything CI asks of a change, in CI's order. Stops at the first failure, since what comes
 * after it would only repeat it.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const steps = [
  ['lint, format and boundaries', 'lint'],
  ['types', 'typecheck'],
  ['docs that agree with the code', 'docs:check'],
  ['tests', 'test'],
];
const started = Date.now();
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`;

for (const [index, [title, script]] of steps.entries()) {
  const at = `[${index + 1}/${steps.length}]`;
  console.log(`\n${at} ${title}: npm run ${script}`);
  const stepStarted = Date.now();
  const { status } = spawnSync('npm', ['run', '--silent', script], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\n${at} ${title} failed after ${seconds(stepStarted)}. Once mended: npm run ${script}`);
    process.exit(status ?? 1);
  }
  console.log(`${at} ${title}: fine, ${seconds(stepStarted)}`);
}
console.log(`\nAll of it is fine, ${seconds(started)}.`);
