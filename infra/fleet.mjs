/** `npm run fleet`: simulated devices on the Signoff that runs here, or on one of their own. See docs/fleet.md. */
import { prepared } from './prepare/command.mjs';

const progress = await prepared({ pages: false });
const { fleet } = await import('../dist/infra/testing/fleet.js');
process.exit(await fleet(process.argv.slice(2), progress));
