import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf, isRunning, type ProcessIdentity } from './identity.js';

export interface Lock {
  release(): void;
}

/**
 * One run a folder. The file names its owner by id and start time; that of a dead owner counts for nothing.
 * Returns the owner instead when somebody else runs.
 */
export function takeLock(file: string): Lock | ProcessIdentity {
  const me = identityOf(process.pid) as ProcessIdentity;
  const mine = `${file}.${me.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
  writeFileSync(mine, JSON.stringify(me), { mode: 0o600 });
  try {
    for (;;) {
      // A link appears whole or not at all, and never over another.
      if (linked(mine, file)) return { release: () => release(file, me) };
      const owner = ownerOf(file);
      if (owner !== null && isRunning(owner)) return owner;
      setAside(file, mine);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Who runs here now, or null. */
export function lockOwner(file: string): ProcessIdentity | null {
  const owner = ownerOf(file);
  return owner !== null && isRunning(owner) ? owner : null;
}

function linked(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Of two who find the same dead owner one may come late and hold the other's new lock: that is put back. */
function setAside(file: string, mine: string): void {
  const aside = `${mine}.aside`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const owner = ownerOf(aside);
  if (owner !== null && isRunning(owner)) linked(aside, file);
  rmSync(aside);
}

function release(file: string, me: ProcessIdentity): void {
  const owner = ownerOf(file);
  if (owner?.pid === me.pid && owner.began === me.began) rmSync(file, { force: true });
}

function ownerOf(file: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return null;
  }
}
