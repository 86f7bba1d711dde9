import type { Batch } from './tile-state.js';

/** From the first block to the last receipt. */
export interface Wave {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Receipts may be spread over a window; a longer silence than this parts two waves. */
const SILENCE_MS = 15_000;

/** The last wave of sign-outs in a record; null where none was. */
export function lastWave(batches: readonly Batch[]): Wave | null {
  let fromMs: number | null = null;
  let toMs = 0;
  for (let index = batches.length - 1; index >= 0; index -= 1) {
    const { atMs, blocked, confirmed } = batches[index]!;
    if (blocked.length + confirmed.length === 0) continue;
    if (fromMs === null) toMs = atMs;
    else if (fromMs - atMs > SILENCE_MS) break;
    fromMs = atMs;
  }
  return fromMs === null ? null : { fromMs, toMs };
}
