/** `npm run bench`, `npm run bench:NAME`, and `npm run record`: brings up PostgreSQL and Kafka as `npm test` does, and runs test/bench/NAME. */
import { prepared } from './prepare/command.mjs';

const LOOK_AT_PAGES = ['all', 'stream', 'record'];

const [name, ...args] = process.argv.slice(2);
const progress = await prepared({ pages: LOOK_AT_PAGES.includes(name) });
const { bench } = await import('../dist/infra/testing/bench.js');
process.exit(await bench(name, args, progress));
