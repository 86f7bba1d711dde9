/** `npm run scaling`: what a fleet of any size takes, by arithmetic from what was measured. See docs/scaling.md. */
import { prepared } from './prepare/command.mjs';

// Its own words may be read by a program; how far the build is, is none of its business.
await prepared({ pages: false, output: process.stderr });
const { scaling } = await import('../dist/infra/scaling/main.js');
const lineTo = (stream) => (text) => void stream.write(`${text}\n`);
process.exitCode = scaling(process.argv.slice(2), lineTo(process.stdout), lineTo(process.stderr));
