import type { FakeClock } from './fake-clock.js';

const DEADLINE_MS = 20_000;

/** Waits for a condition, and says which one never came. With a clock, its time passes meanwhile. */
export async function until(
  what: string,
  holds: () => boolean,
  clock?: FakeClock,
  stepMs = 50,
): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}`);
    // Real signatures take real time: the device's must not outrun them.
    await new Promise((resolve) => setTimeout(resolve, 1));
    clock?.advance(stepMs);
  }
}
