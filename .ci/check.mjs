/**
 * `npm run check`: everything CI asks of a change. What only reads goes two at a time, since each of it keeps one core
 * busy, and is printed whole as it ends; the tests, which take all there is, come last. Nothing new begins after a
 * failure, since what comes after it would only repeat it.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const TESTS = ['tests', 'test'];
/** The longest first. None of them reads what another writes. */
const READINGS = [
  ['lint', 'lint:code'],
  ['format', 'lint:format'],
  ['types', 'typecheck'],
  ['docs that agree with the code', 'docs:check'],
  ['boundaries', 'boundaries'],
];
const AT_ONCE = 2;

const steps = [...READINGS, TESTS];
const started = Date.now();
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`;
let failed = null;

/** Runs one; says what it said, at once or when it has ended. */
async function run(step, { whole }) {
  const [title, script] = step;
  const name = `[${steps.indexOf(step) + 1}/${steps.length}] ${title}`;
  const heading = `\n${name}: npm run ${script}`;
  if (!whole) console.log(heading);
  const since = Date.now();
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: root,
    stdio: whole ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: whole && process.stdout.isTTY ? { FORCE_COLOR: '1', ...process.env } : process.env,
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => said.push(piece));
  const status = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
  if (whole) process.stdout.write(Buffer.concat([Buffer.from(`${heading}\n`), ...said]));
  if (status === 0) return console.log(`${name}: fine, ${seconds(since)}`);
  failed ??= status;
  console.error(`\n${name} failed after ${seconds(since)}. Once mended: npm run ${script}`);
}

const waiting = [...READINGS];
const lane = async () => {
  while (failed === null && waiting.length > 0) await run(waiting.shift(), { whole: true });
};
await Promise.all(Array.from({ length: AT_ONCE }, lane));
if (failed === null) await run(TESTS, { whole: false });
if (failed !== null) process.exit(failed);
console.log(`\nAll of it is fine, ${seconds(started)}.`);
