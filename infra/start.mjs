/** `npm start`: needs nothing but Node. Installs, builds, and hands over to infra/start. */
import { prepared } from './prepare/command.mjs';

// Whoever reads us may leave before we end.
process.stdout.on('error', () => undefined);
const progress = await prepared();
const { start } = await import('../dist/infra/start/main.js');
process.exit(await start(process.argv.slice(2), progress));
