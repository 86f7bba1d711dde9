/** `npm run test:faults` and `npm run soak`: builds what is stale, and runs test/faults/NAME, which brings its own services. */
import { spawn } from 'node:child_process';
import { prepared } from './prepare/command.mjs';

const [name, ...args] = process.argv.slice(2);
await prepared({ pages: false });
const child = spawn(process.execPath, [`dist/test/faults/${name}.js`, ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
