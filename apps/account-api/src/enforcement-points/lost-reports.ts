import type { IncomingRecord } from '#libs/event-stream';
import type { Clock } from './clock.js';

/** Points report twice a second. A longer step between two records is a pause, or the broker’s clock that was set. */
const LONGEST_STEP_MS = 1_000;

/**
 * How young the reports may be that were deleted before this process read them: a run that only they showed is one
 * that it does not know of. Retention leaves an hour of them, so an account API that starts finds out at once that it
 * missed none that matters; one whose log was cut must wait until they are old.
 * Why it is sound: what is lost was appended before the first record that is there, so it is at least as old as that
 * one: by the steps to the newest record, in the broker’s time, or by this process’s clock since it read the first.
 * A clock that is set to and fro adds a second a time at most, and nothing where it goes back.
 * A log that begins at offset 0 as it is first read has lost nothing.
 * Units: monotonic ms of `clock`; the broker’s epoch ms (the topic has LogAppendTime) only as differences.
 */
export class LostReports {
  #next = 0n;
  /** When the first record after those that are lost was read; null: none is. */
  #since: number | null = null;
  #spanMs = 0;
  #appendedAt = Infinity;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** A record is about to be handled. One that does not follow on the last may be of another log, and others unread. */
  reading({ offset, timestamp }: Pick<IncomingRecord, 'offset' | 'timestamp'>): void {
    if (offset === this.#next) {
      this.#spanMs += Math.min(Math.max(timestamp - this.#appendedAt, 0), LONGEST_STEP_MS);
    } else {
      this.#since = this.clock.now();
      this.#spanMs = 0;
    }
    this.#next = offset + 1n;
    this.#appendedAt = timestamp;
  }

  mayBeYoungerThan(ms: number): boolean {
    if (this.#since === null) return false;
    return this.#spanMs < ms && this.clock.now() - this.#since < ms;
  }
}
