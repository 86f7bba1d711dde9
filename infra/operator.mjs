/** `npm run operator`: makes and removes operators, in the database of the Signoff that runs here unless told another. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepared } from './prepare/command.mjs';

// What the command prints may be read by a program; how far the build is, is none of its business.
await prepared({ pages: false, output: process.stderr });
const run = join(process.env.SIGNOFF_DATA_DIR ?? '.signoff', 'run.json');
const running = existsSync(run) ? { DATABASE_URL: JSON.parse(readFileSync(run, 'utf8')).databaseUrl } : {};
const { status } = spawnSync(
  process.execPath,
  ['dist/apps/account-api/src/operators/command/main.js', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...running, ...process.env } },
);
process.exit(status ?? 1);
