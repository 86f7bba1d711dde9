import type { PointEntry } from './history.js';

/** What a run is held to. */
export interface Limits {
  /** From the answer to *blocked*. */
  readonly blockedWithinMs: number;
  /** From the answer to the receipt of a device that was connected at the press and stayed so. */
  readonly confirmedWithinMs: number;
  /** How much later an entry may be noted than it was. Default 0. */
  readonly toleranceMs?: number;
  /** How long after *blocked* a point may still serve what the entry is of: a route's configured grace. Default 0. */
  readonly graceMs?: (entry: PointEntry) => number;
  /** Sids of devices that are known to keep their receipts back: liars, and sockets a test drives by hand. */
  readonly silent?: ReadonlySet<string>;
}
