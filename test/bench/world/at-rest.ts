import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 500;
const AT_REST = 0.1;
const LONGEST_MS = 60_000;

/**
 * Resolves once the machine has next to nothing to do, or after a minute. A peer that has just ended ten thousand
 * sessions goes on for a while after its answer, and so does the database they were in: whoever is measured first
 * would be measured beside that.
 */
export async function atRest(): Promise<void> {
  let before = processors();
  for (let waitedMs = 0; waitedMs < LONGEST_MS; waitedMs += LOOK_MS) {
    await delay(LOOK_MS);
    const now = processors();
    const share = (now.busy - before.busy) / Math.max(1, now.all - before.all);
    if (share < AT_REST) return;
    before = now;
  }
}

/** Of all processors since the start of the machine, in its own ticks (proc(5), /proc/stat). */
function processors(): { readonly busy: number; readonly all: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const all = ticks.reduce((sum, one) => sum + one, 0);
  const [idle = 0, waiting = 0] = ticks.slice(3, 5);
  return { busy: all - idle - waiting, all };
}
