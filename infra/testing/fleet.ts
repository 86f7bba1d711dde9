import { spawnSync } from 'node:child_process';
import { lockOwner } from '../processes/lock.js';
import { stopSignal } from '../processes/stop-signal.js';
import type { Progress } from '../progress.js';
import { layoutOf } from '../start/layout.js';
import { withThrowAwayServices } from './throw-away-services.js';
import { FLEET, letLoose } from '../fleet/let-loose.js';
import { ownStack } from '../fleet/own-stack.js';

interface Plan {
  readonly gateways: number;
  readonly restartsGateways: boolean;
}

/**
 * `npm run fleet`, once everything is installed and built: on the system of `--target`, else on the Signoff that runs
 * here, else on a stack of its own, which ends with it. What was asked is checked before anything is begun.
 * Resolves with the exit code.
 */
export async function fleet(argv: readonly string[], progress: Progress): Promise<number> {
  const plan = planOf(argv);
  if (typeof plan === 'number') return plan;
  if (argv.some((one) => one === '--target' || one.startsWith('--target=')))
    return untilAsked(letLoose(argv, null));
  const layout = layoutOf(process.env['SIGNOFF_DATA_DIR'] ?? '.signoff');
  const isRunning = lockOwner(layout.lock) !== null;
  if (isRunning && !argv.includes('--own') && !plan.restartsGateways)
    return untilAsked(letLoose(['--run', layout.run, ...argv], null));
  if (isRunning) progress.say('On a stack of its own, beside the Signoff that runs here.');
  return withThrowAwayServices({ progress, waitForDisk: true }, async (env, folder, started) => {
    const stack = await ownStack({ env, folder, started, progress, gateways: plan.gateways });
    const loose = letLoose(['--run', stack.runFile, ...argv], stack.restartGateway);
    started.add('the fleet', loose.stop);
    return loose.exited;
  });
}

/** What it takes; an exit code where there is nothing to do, or nothing to be done. */
function planOf(argv: readonly string[]): Plan | number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [FLEET, '--plan', ...argv], {
    encoding: 'utf8',
  });
  if (status !== 0) process.stderr.write(stderr);
  else if (!stdout.startsWith('{')) process.stdout.write(stdout);
  else return JSON.parse(stdout) as Plan;
  return status ?? 1;
}

async function untilAsked({ exited, stop }: ReturnType<typeof letLoose>): Promise<number> {
  const end = await Promise.race([exited, stopSignal()]);
  if (end !== 'asked') return end;
  await stop();
  return 130;
}
