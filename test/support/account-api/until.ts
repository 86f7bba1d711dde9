import { setTimeout as delay } from 'node:timers/promises';

/** Polls until the answer is not null or false; fails with the last one after a deadline no healthy run meets. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | false> | T | null | false,
  deadlineMs = 20_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await delay(10);
  }
}
