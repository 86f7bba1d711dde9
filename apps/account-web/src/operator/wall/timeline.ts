import { applyBatch, type Batch } from './tile-state.js';

export interface TimelineLimits {
  /** A whole state is kept each so many batches: how far a jump has to walk. */
  readonly keyEach: number;
  /** More batches than this, and the older half becomes the beginning. */
  readonly keptBatches: number;
}

const LIMITS: TimelineLimits = { keyEach: 64, keptBatches: 20_000 };

/** Where someone looks at in a timeline, with the states there. Belongs to that timeline. */
export interface Cursor {
  readonly states: Uint8Array;
  /** Batches applied, counted from the timeline's very first. */
  applied: number;
}

/**
 * The record of a wall: its first states and every batch since, to be seen as it was at any moment.
 * Invariants: moments never go back (a batch that says so counts as of the moment before it, so that a server's
 * clock set back reorders nothing); states at t are the first ones with all batches up to t applied, in order.
 * Bounded: the oldest batches become part of the beginning.
 * Units: epoch ms of the server.
 */
export class Timeline {
  readonly #limits: TimelineLimits;
  #batches: Batch[] = [];
  /** Batches forgotten before #batches[0]. */
  #dropped = 0;
  /** States before batch #dropped + i * keyEach. */
  #keys: Uint8Array[];
  readonly #last: Uint8Array;
  #startMs: number;

  constructor(first: Uint8Array, startMs: number, limits: TimelineLimits = LIMITS) {
    this.#limits = limits;
    this.#keys = [first.slice()];
    this.#last = first.slice();
    this.#startMs = startMs;
  }

  get startMs(): number {
    return this.#startMs;
  }

  get endMs(): number {
    return this.#batches.at(-1)?.atMs ?? this.#startMs;
  }

  /** Oldest first. */
  get batches(): readonly Batch[] {
    return this.#batches;
  }

  append(batch: Batch): void {
    const atMs = Math.max(batch.atMs, this.endMs);
    const { keyEach, keptBatches } = this.#limits;
    applyBatch(this.#last, batch);
    this.#batches.push(atMs === batch.atMs ? batch : { ...batch, atMs });
    if (this.#batches.length % keyEach === 0) this.#keys.push(this.#last.slice());
    if (this.#batches.length > keptBatches) this.#forget();
  }

  /** A cursor at the newest moment. */
  cursor(): Cursor {
    return { states: this.#last.slice(), applied: this.#dropped + this.#batches.length };
  }

  /**
   * Moves a cursor to a moment; the beginning, if it is before that.
   * @param changed called with each tile that changed on a way forward; a way back is a jump, and tells none
   */
  seek(cursor: Cursor, atMs: number, changed?: (tile: number) => void): void {
    const wanted = this.#dropped + this.#countUpTo(atMs);
    if (wanted < cursor.applied || cursor.applied < this.#dropped) {
      const key = Math.floor((wanted - this.#dropped) / this.#limits.keyEach);
      cursor.states.set(this.#keys[key]!);
      cursor.applied = this.#dropped + key * this.#limits.keyEach;
      this.#walk(cursor, wanted);
    } else this.#walk(cursor, wanted, changed);
  }

  #walk(cursor: Cursor, to: number, changed?: (tile: number) => void): void {
    for (; cursor.applied < to; cursor.applied += 1)
      applyBatch(cursor.states, this.#batches[cursor.applied - this.#dropped]!, changed);
  }

  #countUpTo(atMs: number): number {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#batches[middle]!.atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** By whole key states, so that those that stay stay where they are. */
  #forget(): void {
    const { keyEach, keptBatches } = this.#limits;
    const keys = Math.max(1, Math.floor(keptBatches / 2 / keyEach));
    if (this.#keys.length <= keys) return;
    const count = keys * keyEach;
    this.#startMs = this.#batches[count - 1]!.atMs;
    this.#batches = this.#batches.slice(count);
    this.#keys = this.#keys.slice(keys);
    this.#dropped += count;
  }
}
