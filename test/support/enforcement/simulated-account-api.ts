import type { VirtualClock } from '#libs/enforcement/testing';
import type { ProgressRecord } from '#libs/event-stream';
import type { MemoryEventStream } from '#libs/event-stream/testing';
import {
  BlockedClock,
  type Published,
} from '../../../apps/account-api/src/enforcement-points/blocked-clock.js';
import type { BlockedStore } from '../../../apps/account-api/src/enforcement-points/blocked-store.js';
import { LostReports } from '../../../apps/account-api/src/enforcement-points/lost-reports.js';
import { Points } from '../../../apps/account-api/src/enforcement-points/points.js';
import { ProgressReading } from '../../../apps/account-api/src/enforcement-points/progress-reading.js';

const RECHECK_EVERY_MS = 1_000;
const HEAR_EVERY_MS = 10_000;

export interface AccountApiOptions {
  readonly clock: VirtualClock;
  readonly log: MemoryEventStream;
  readonly progressTopic: string;
  readonly store: BlockedStore;
  readonly fail: (error: unknown) => void;
}

/** One run of an account API, as far as it says what is blocked: it reads all reports there are, and goes on. */
export class SimulatedAccountApi {
  readonly #blockedClock: BlockedClock;
  #running = true;

  constructor({ clock: virtual, log, progressTopic, store, fail }: AccountApiOptions) {
    const clock = {
      now: () => virtual.monotonicMs(),
      after: (ms: number, call: () => void) => virtual.after(ms, call),
    };
    const lost = new LostReports(clock);
    const reading = new ProgressReading(log, progressTopic);
    const none = { changed: () => {} };
    // What a dead run is still told of is nobody's.
    const failed = (error: unknown): void => void (this.#running && fail(error));
    const blockedClock = new BlockedClock(new Points(), lost, reading, store, none, clock, () => {}, failed);
    this.#blockedClock = blockedClock;
    void log.tail({
      topic: progressTopic,
      from: 'beginning',
      onRecord: ({ value, offset, timestamp }) => {
        if (!this.#running) return;
        lost.reading({ offset, timestamp });
        blockedClock.reported(JSON.parse(value) as ProgressRecord);
        reading.handled(offset);
      },
      onGap: (reason) => failed(new Error(reason)),
    });
    const each = (ms: number, call: () => void): void => {
      virtual.after(ms, () => {
        if (!this.#running) return;
        call();
        each(ms, call);
      });
    };
    each(RECHECK_EVERY_MS, () => void blockedClock.recheck().catch(failed));
    each(RECHECK_EVERY_MS, () => void blockedClock.recheckPolls().catch(failed));
    each(HEAR_EVERY_MS, () => {
      const askedAt = clock.now();
      void reading.caughtUp().then(() => blockedClock.heardAll(askedAt), failed);
    });
  }

  published(event: Published): void {
    this.#blockedClock.published(event);
  }

  /** Nothing more comes of it. */
  stop(): void {
    this.#running = false;
    this.#blockedClock.stop();
  }
}
