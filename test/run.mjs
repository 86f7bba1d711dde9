/**
 * `npm test`: needs nothing but Node (and one of: services in the environment, Docker, Java 17 and Maven).
 * Installs, builds, brings up one PostgreSQL and one Kafka, runs jest, and checks that every spec was run.
 *   npm test                  all but *.long.spec.ts      npm run test:long   those as well
 *   npm test -- sign-out      what jest is told: patterns of paths, and its options
 */
import { prepared } from '../infra/prepare/command.mjs';

const progress = await prepared();
const { test } = await import('../dist/infra/testing/test.js');
process.exit(await test(process.argv.slice(2), progress));
