import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../../cannot-start.js';
import { identityOf } from '../../processes/identity.js';

/**
 * After a power cut PostgreSQL's own pid file names an id that may by now belong to any program of this user; it
 * would refuse to start for ever. Only a server that runs on this very folder counts.
 */
export function removeStalePidFile(data: string): void {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 0 && identityOf(pid) !== null && commandOf(pid).includes(data)) {
    throw new CannotStart(
      `A PostgreSQL that Signoff does not know of runs on ${data} (process ${pid}). Stop it first: kill -INT ${pid}`,
    );
  }
  rmSync(file);
}

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
  }
}
