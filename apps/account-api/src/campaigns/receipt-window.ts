import type { Campaign } from './campaign.js';

/** Receipts that are verified and stored each second without a sign-out beside them waiting. */
const RECEIPTS_PER_S = 5_000;
const LONGEST_MS = 600_000;

/** The time over which a stage's devices spread their receipts: those connected, at the pace that they can be stored. */
export const receiptWindowOf = (
  { receiptWindowMs, counted }: Pick<Campaign, 'receiptWindowMs' | 'counted'>,
  share: number,
): number =>
  receiptWindowMs ?? Math.min(LONGEST_MS, Math.round(((counted.online * share) / RECEIPTS_PER_S) * 1_000));
