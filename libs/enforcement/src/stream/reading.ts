import type { EventStream, IncomingRecord, Subscription } from '#libs/event-stream';
import type { Pauses } from '../pauses.js';
import { Following, type FollowingOptions } from './following.js';

const AGAIN_AFTER_MS = 1_000;

export interface ReadingOptions extends Omit<FollowingOptions, 'from' | 'onFailed'> {
  readonly stream: Pick<EventStream, 'endOffsets' | 'tail'>;
  readonly topic: string;
  readonly pauses: Pauses;
  /**
   * Resolves once a snapshot that was asked for after this call is in the index, and nothing it ends is in
   * flight any more.
   */
  readonly reread: () => Promise<void>;
  /** Everything before the offsets of this reading is known; every record from them on is read from now. */
  readonly onBegun: (following: Following) => void;
  readonly onGap: (reason: string, cause: unknown) => void;
  readonly onFailedToBegin: (cause: unknown) => void;
}

/**
 * Reads security-events for as long as the process runs: end offsets, then a snapshot, then every record from
 * those offsets on. Published implies committed, so nothing falls between. Whatever breaks the chain (a
 * record that does not verify or is not understood, offsets out of range, another log under the same name)
 * begins it anew; no record is stepped past without a snapshot that was taken after it stood.
 */
export class Reading {
  #following: Following | null = null;
  #current: Following | null = null;
  #breakOff: (reason: string, cause?: unknown) => void = () => {};
  readonly #ending = new Set<Promise<void>>();

  constructor(private readonly options: ReadingOptions) {}

  /** The reading without a gap; null while there is one. */
  get following(): Following | null {
    return this.#current;
  }

  /** The last reading, which may have met a gap: how far the point is. */
  get last(): Following | null {
    return this.#following;
  }

  /** Begins anew. */
  restart(reason: string, cause?: unknown): void {
    this.#breakOff(reason, cause);
  }

  async run(): Promise<void> {
    const { pauses, onFailedToBegin } = this.options;
    while (!pauses.stopped) {
      try {
        await this.#once();
      } catch (cause) {
        onFailedToBegin(cause);
        await pauses.pause(AGAIN_AFTER_MS);
      }
    }
    await Promise.all(this.#ending);
  }

  /** Ends what runs. `pauses` must be stopped before. */
  stop(): void {
    this.#breakOff('stopped');
  }

  async #once(): Promise<void> {
    const { stream, topic, pauses, reread, onBegun, onGap } = this.options;
    const from = await stream.endOffsets(topic);
    await reread();
    if (pauses.stopped) return;
    let breakOff = (_reason: string, _cause?: unknown): void => {};
    const broken = new Promise<{ reason: string; cause: unknown }>((resolve) => {
      breakOff = (reason, cause) => resolve({ reason, cause });
    });
    this.#breakOff = breakOff;
    const following = new Following({
      ...this.options,
      from,
      onFailed: (cause) => breakOff('an event could not be applied', cause),
    });
    this.#following = following;
    this.#current = following;
    // Before the first record comes: its beat counts.
    onBegun(following);
    let subscription: Subscription | null = null;
    try {
      const onRecord = (record: IncomingRecord): Promise<void> => following.onRecord(record);
      subscription = await stream.tail({ topic, from, onRecord, onGap: breakOff });
      const { reason, cause } = await broken;
      if (!pauses.stopped) onGap(reason, cause);
    } catch (cause) {
      onGap('reading could not begin', cause);
      throw cause;
    } finally {
      this.#current = null;
      if (subscription !== null) this.#end(subscription);
    }
  }

  /** Not awaited by what begins next: a broker that is away lets it take long. */
  #end(subscription: Subscription): void {
    const ending = subscription
      .stop()
      .catch(() => {})
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
