import { readdirSync, readFileSync } from 'node:fs';

/** What a process has used of processors so far, in ms: of every thread it has now, to the nanosecond. */
export function cpuMs(pid: number): number {
  let ns = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      ns += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // It ended between the two reads.
    }
  }
  return ns / 1e6;
}

/** Resident memory in KiB. */
export function rssKib(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (found === null) throw new Error(`process ${pid} is gone`);
  return Number(found[1]);
}
