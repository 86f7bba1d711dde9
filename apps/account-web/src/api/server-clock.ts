/**
 * The time as the server has it: "5 minutes ago" must not depend on a browser's clock that is an hour off.
 * Taken from the Date header of answers, so good to about a second; it is for words, never for the two clocks.
 */
let aheadMs = 0;

/** A difference smaller than this is the header's coarseness, not a wrong clock. */
const COARSE_MS = 2_000;

export function noteServerTime(dateHeader: string | null, now: number = Date.now()): void {
  const server = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(server)) return;
  aheadMs = Math.abs(server - now) < COARSE_MS ? 0 : server - now;
}

export const serverNow = (now: number = Date.now()): number => now + aheadMs;
