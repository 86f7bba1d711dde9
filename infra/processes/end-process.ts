import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './identity.js';
import { leftOvers } from './ledger.js';

const LOOK_EVERY_MS = 20;
const ENOUGH_MS = 15_000;
const KILLED_WITHIN_MS = 5_000;

/** Ends what a dead run left, last started first. Returns the names of what it ended. */
export async function endLeftOvers(ledgerFile: string): Promise<readonly string[]> {
  const left = leftOvers(ledgerFile).toReversed();
  for (const one of left) await endProcess(one, one.stopSignal);
  return left.map(({ name }) => name);
}

/** Asks, waits, and at last does not ask. Judged anew before each signal, so that no stranger is ever met. */
export async function endProcess(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<void> {
  send(identity, signal);
  // A frozen process would hear only this.
  send(identity, 'SIGCONT');
  if (await gone(identity, ENOUGH_MS)) return;
  send(identity, 'SIGKILL');
  await gone(identity, KILLED_WITHIN_MS);
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch {
    // It ended in between.
  }
}

async function gone(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isRunning(identity)) {
    if (performance.now() > deadline) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}
