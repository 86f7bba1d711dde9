import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endLeftOvers } from '../processes/end-process.js';
import { identityOf, isRunning, type ProcessIdentity } from '../processes/identity.js';
import { recordedHome } from '../services/postgres/home.js';

export const RUN_PREFIX = 'signoff-run-';
const OWNER = 'owner.json';

/** Notes who runs in this folder. */
export function markRun(folder: string): void {
  writeFileSync(join(folder, OWNER), JSON.stringify(identityOf(process.pid)));
}

/**
 * Ends what runs that were killed have left, and deletes their folders. Looks only at folders of this user: what
 * another wrote there could name any process.
 */
export async function clearDeadRuns(parent: string): Promise<void> {
  for (const name of readdirSync(parent).filter((one) => one.startsWith(RUN_PREFIX))) {
    const folder = join(parent, name);
    if (!isOurs(folder) || !isDead(folder)) continue;
    await endLeftOvers(join(folder, 'processes.json'));
    const elsewhere = recordedHome(folder)?.elsewhere;
    if (elsewhere) rmSync(elsewhere, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat !== undefined && stat.isDirectory() && stat.uid === process.getuid?.();
}

/** One without an owner's name is being made just now, or was cut off then: it holds nothing that runs. */
function isDead(folder: string): boolean {
  try {
    return !isRunning(JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as ProcessIdentity);
  } catch {
    return false;
  }
}
