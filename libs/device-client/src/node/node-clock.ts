import type { Clock } from '../ports.js';

/** Beyond this a timer of Node fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** @param offsetMs how far this device's clock is off; a television may boot in 1970 */
export const nodeClock = (offsetMs = 0): Clock => ({
  now: () => Date.now() + offsetMs,
  monotonic: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
});
