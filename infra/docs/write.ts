import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PAGES } from './pages.js';
import { ROOT } from './root.js';

/**
 * `npm run docs` writes every generated page, `npm run docs:<name>` one. With `--check` nothing is written: it
 * fails where a page differs from what the code says, and where a file under docs/ is not in git.
 */
const names = process.argv.slice(2).filter((argument) => argument !== '--check');
const checking = process.argv.includes('--check');
const faults: string[] = [];

for (const [name, { path, render }] of Object.entries(PAGES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const file = join(ROOT, path);
  const current = await readFile(file, 'utf8').catch(() => '');
  const wanted = await render(current);
  if (wanted === current) continue;
  if (checking) faults.push(`${path} is not what the code says now. Run \`npm run docs\` and commit it.`);
  else {
    await writeFile(file, wanted);
    console.log(`wrote ${path}`);
  }
}
if (checking) {
  const untracked = execFileSync('git', ['ls-files', '--others', '--exclude-standard', '--', 'docs'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const path of untracked.split('\n').filter((line) => line !== ''))
    faults.push(`${path} is not in git. Add it, or delete it.`);
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
