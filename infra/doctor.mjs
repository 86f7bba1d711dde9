/** `npm run doctor`: says what is wrong with this installation, and what to do. Builds what it needs of itself. */
import { prepared } from './prepare/command.mjs';

// Its own words may be read by a program; how far the build is, is none of its business.
await prepared({ pages: false, output: process.stderr });
const { doctor } = await import('../dist/infra/doctor/main.js');
process.exitCode = await doctor(process.argv.slice(2), process.env, (line) =>
  process.stdout.write(`${line}\n`),
);
