import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, told apart from a later one that was given the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, as the system says it; compared, never read. */
  readonly began: string;
}

/** Null when no such process runs. One that has ended and only waits to be collected does not run. */
export function identityOf(pid: number): ProcessIdentity | null {
  const began = process.platform === 'linux' ? beganOnLinux(pid) : beganByPs(pid);
  return began === null ? null : { pid, began };
}

export function isRunning({ pid, began }: ProcessIdentity): boolean {
  const now = identityOf(pid);
  return now !== null && now.began === began;
}

// Fields of /proc/PID/stat after the name, which may hold spaces and brackets itself.
const STATE = 0;
const START_TIME = 19;

function beganOnLinux(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[STATE] === 'Z' || fields[STATE] === 'X') return null;
  // Ticks since boot: without the boot, a machine that was restarted would mistake a stranger for ours.
  return `${bootId()} ${fields[START_TIME]}`;
}

let boot: string | undefined;
const bootId = (): string => (boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());

function beganByPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}
