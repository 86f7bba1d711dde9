/** `npm run reset`: deletes what `npm start` keeps in .signoff, after ending what a killed start left. */
import { prepared } from './prepare/command.mjs';

const progress = await prepared({ pages: false });
const { reset } = await import('../dist/infra/start/reset.js');
process.exit(await reset(progress));
