import { setImmediate as turn } from 'node:timers/promises';
import type { IncomingRecord, Offsets } from '#libs/event-stream';
import type { SecurityEvent, TellingStopped } from '#libs/security-event';
import { Applied } from './applied.js';
import type { Read } from './read-record.js';

/** Checking this many signatures takes some 5 ms; then others get their turn. */
const RECORDS_A_TURN = 50;

export interface FollowingOptions {
  readonly from: Offsets;
  readonly read: (record: IncomingRecord) => Promise<Read>;
  readonly onBeat: (partition: number, beat: { databaseTime: number; unsentForMs: number }) => void;
  /** Puts it into the index before it returns; resolves once what it ends is gone. */
  readonly onRevocation: (event: SecurityEvent, record: IncomingRecord) => void | Promise<void>;
  /** Ends nothing and admits nothing, so its offset is passed at once. */
  readonly onTellingStopped: (event: TellingStopped) => void;
  /** An event was applied. */
  readonly onApplied: () => void;
  /** An event could not be applied. */
  readonly onFailed: (cause: unknown) => void;
}

/**
 * One reading of security-events, from given offsets on and without a gap.
 * Invariants: a partition's events reach the index in its order, whatever a signature takes; an event is
 * applied once what it ends is gone, and nothing behind it counts as applied before. Reading never waits for
 * that: the index must not fall behind because a socket is slow to close.
 */
export class Following {
  readonly #applied: ReadonlyMap<number, Applied>;
  readonly #next: Map<number, bigint>;
  readonly #waiting = new Set<() => void>();
  #sinceTurn = 0;

  constructor(private readonly options: FollowingOptions) {
    this.#next = new Map(options.from);
    this.#applied = new Map([...options.from].map(([partition, next]) => [partition, new Applied(next)]));
  }

  get partitions(): readonly number[] {
    return [...this.#applied.keys()];
  }

  /** Partition -> last applied offset, -1 for none. */
  get applied(): Offsets {
    return new Map([...this.#applied].map(([partition, { last }]) => [partition, last]));
  }

  /** For the stream: one at a time a partition. Rejects for a record that must not be stepped past. */
  readonly onRecord = async (record: IncomingRecord): Promise<void> => {
    const applied = this.#applied.get(record.partition);
    if (applied === undefined) throw new Error(`partition ${record.partition} is new`);
    if (++this.#sinceTurn >= RECORDS_A_TURN) {
      this.#sinceTurn = 0;
      await turn();
    }
    const read = await this.options.read(record);
    this.#next.set(record.partition, record.offset + 1n);
    if (read.type === 'beat') {
      applied.pass(record.offset);
      this.options.onBeat(record.partition, read.beat);
      this.#wake();
      return;
    }
    if (read.type === 'telling-stopped') {
      applied.pass(record.offset);
      this.options.onTellingStopped(read.event);
      this.#wake();
      return;
    }
    const done = applied.begin(record.offset);
    this.#apply(read.event, record).then(
      () => {
        done();
        this.#wake();
        this.options.onApplied();
      },
      (cause: unknown) => this.options.onFailed(cause),
    );
  };

  /** Partition -> offset of the next record to be read. */
  get next(): Offsets {
    return new Map(this.#next);
  }

  /** Resolves once everything before these offsets is applied. */
  appliedUpTo(ends: Offsets): Promise<void> {
    const reached = (): boolean =>
      [...ends].every(([partition, end]) => (this.#applied.get(partition)?.last ?? -1n) >= end - 1n);
    if (reached()) return Promise.resolve();
    return new Promise((resolve) => {
      const check = (): void => {
        if (!reached()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }

  async #apply(event: SecurityEvent, record: IncomingRecord): Promise<void> {
    await this.options.onRevocation(event, record);
  }

  #wake(): void {
    for (const check of this.#waiting) check();
  }
}

/** Whether end offsets can be of the log in which a reader had come so far before it asked: it may be a new one. */
export const fits = (before: Offsets, ends: Offsets): boolean =>
  ends.size === before.size && [...before].every(([partition, next]) => next <= (ends.get(partition) ?? -1n));
