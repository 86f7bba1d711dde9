import { readFileSync } from 'node:fs';

/** In USER_HZ, which Linux has promised to be 100 since 2.4. */
const TICKS_A_S = 100;
const PAGE_BYTES = 4_096;

/** Memory and CPU of a process of ours, from /proc; null where there is none. */
export function readProcess(pid: number): { readonly rssBytes: number; readonly cpuS: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // What follows the name, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, pages] = [fields[11], fields[12], fields[21]].map(Number) as [
      number,
      number,
      number,
    ];
    return { rssBytes: pages * PAGE_BYTES, cpuS: (user + system) / TICKS_A_S };
  } catch {
    return null;
  }
}
