import type { Clock } from '../ports.js';

/** @param offsetMs how far this device's clock is off; a television may boot in 1970 */
export const nodeClock = (offsetMs = 0): Clock => ({
  now: () => Date.now() + offsetMs,
  monotonic: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
});
