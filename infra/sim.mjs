/** `npm run sim`: builds if needed, and runs test/simulation. Needs no PostgreSQL and no Kafka. */
import { prepared } from './prepare/command.mjs';

// What it says may be read by a program.
await prepared({ pages: false, output: process.stderr });
await import('../dist/test/simulation/main.js');
