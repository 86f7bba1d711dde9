import type { Random } from '../ports.js';

/** When to dial again. */
export interface ReconnectPolicy {
  /** Milliseconds before the attempt of this number (0 = the first after a connection that held); null = never again. */
  delayMs(attempt: number): number | null;
}

/**
 * Full jitter: uniform between nothing and a bound that doubles. A gateway that dies leaves ten thousand
 * devices behind at one moment; they must not come back at one.
 */
export const fullJitter = (
  random: Random,
  { baseMs = 1_000, capMs = 60_000 }: { readonly baseMs?: number; readonly capMs?: number } = {},
): ReconnectPolicy => ({
  delayMs: (attempt) => random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)),
});
