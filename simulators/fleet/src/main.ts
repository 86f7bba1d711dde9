/**
 * `npm run fleet`, once there is an installation: infra/fleet finds one or starts one, and hands it over as `--run`.
 * `--plan` only checks what was asked, and prints what it takes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readArguments, USAGE, type FleetArguments } from './arguments.js';
import { CannotRun } from './cannot-run.js';
import { controlOf } from './control.js';
import type { Installation } from './installation/installation.js';
import { installationOf } from './installation/run-file.js';
import { targetAt } from './installation/target.js';
import { checkInstallation } from './limits/check-installation.js';
import { shapeOf } from './limits/limits.js';
import { readMachine } from './limits/read-machine.js';
import { Progress } from './progress/bar.js';
import { pageOf } from './report/page.js';
import { tableOf } from './report/table.js';
import { runFleet } from './run-fleet.js';
import { scenarioOf } from './scenarios/names.js';

const NOT_RUN = 2;

/** Resolves with the exit code: 0 all accounted for, 1 not, 2 not begun. */
async function main(argv: readonly string[]): Promise<number> {
  const isPlan = argv.includes('--plan');
  const args = readArguments(argv.filter((one) => one !== '--plan'));
  if (args === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const { leastGateways, restartsGateways = false } = scenarioOf(args.scenario);
  const shape = shapeOf(args.devices, readMachine(), leastGateways);
  if (isPlan) {
    process.stdout.write(`${JSON.stringify({ gateways: shape.gateways, restartsGateways })}\n`);
    return 0;
  }
  const control = controlOf(process);
  const installation = await installationFor(args);
  await checkInstallation(args, installation, control !== null);
  const report = await runFleet(args, installation, shape, new Progress(process.stdout), control);
  const name = `${args.scenario}-${args.devices}`;
  const json = args.json ?? join('.signoff', 'fleet', `${name}.json`);
  const html = args.html ?? join('.signoff', 'fleet', `${name}.html`);
  write(json, `${JSON.stringify(report, null, 2)}\n`);
  write(html, pageOf(report));
  process.stdout.write(`${tableOf(report)}  ${html}\n  ${json}\n`);
  return report.isClean ? 0 : 1;
}

function installationFor(args: FleetArguments): Promise<Installation> | Installation {
  const { target, accountUrl, caFile, approvers, operators, run } = args;
  if (target !== null)
    return targetAt({ target, accountUrl, caFile, approvers: approvers as string, operators });
  if (run === null) throw new CannotRun('Start it by npm run fleet, which finds or starts an installation.');
  return installationOf(run, args.tls);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const code = await main(process.argv.slice(2)).catch((error: unknown) => {
  const words = error instanceof CannotRun ? error.message : `The fleet failed: ${(error as Error).stack}`;
  process.stderr.write(`${words}\n`);
  return error instanceof CannotRun ? NOT_RUN : 1;
});
// Whoever reads us gets it all; timers of devices that are gone are not waited for.
process.stdout.write('', () => process.exit(code));
