import type { Clock } from '../ports.js';

/** Beyond this a timer fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const browserClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
};
