import type { PresenceStore } from '../presence/presence-store.js';
import type { BlockedClock } from './blocked-clock.js';
import type { BlockedStore } from './blocked-store.js';
import type { Clock } from './clock.js';
import type { Points } from './points.js';
import type { ProgressReading } from './progress-reading.js';

const EVERY_MS = 1_000;
/** What runs that died unheard have left is looked for this many rounds apart. */
const SWEEP_ROUNDS = 10;

/** A gateway of which nothing was heard for so long, while others were heard, has no devices any more. */
const DEAD_AFTER_MS = 60_000;
/** Reading on takes milliseconds. What takes longer met a broker that was away, and all are silent then. */
const DEAF_AFTER_MS = 5_000;

/** Looks after what no event brings: revocations nobody waits for, presence of gateways that are no more. */
export class Upkeep {
  #stopped = false;
  readonly #cancels: (() => void)[] = [];
  readonly #running: Promise<void>[] = [];
  #rounds = 0;
  #heardAt = -Infinity;
  #hearingSince = -Infinity;

  constructor(
    private readonly blockedClock: BlockedClock,
    private readonly points: Points,
    private readonly reading: ProgressReading,
    private readonly store: Pick<BlockedStore, 'forgetPolls'>,
    private readonly presence: PresenceStore,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    // Each at its own pace: a round asks Kafka, which may take its time to say that it is away.
    [() => this.#once(), () => this.blockedClock.recheckPolls()].forEach((work, n) => this.#repeat(n, work));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
    this.blockedClock.stop();
    this.reading.stop();
    await Promise.all(this.#running);
  }

  #repeat(n: number, work: () => Promise<void>): void {
    if (this.#stopped) return;
    this.#running[n] = work()
      .catch((error: unknown) => {
        if (!this.#stopped) this.onError(error);
      })
      .finally(() => {
        if (!this.#stopped) this.#cancels[n] = this.clock.after(EVERY_MS, () => this.#repeat(n, work));
      });
  }

  async #once(): Promise<void> {
    await this.blockedClock.recheck();
    if (this.#rounds++ % SWEEP_ROUNDS !== 0) return;
    await this.store.forgetPolls();
    await this.#forgetTheDead();
  }

  /** Silence is a gateway's own only while this process hears. */
  async #forgetTheDead(): Promise<void> {
    const askedAt = this.clock.now();
    const heard = await this.reading.caughtUp().then(
      () => this.clock.now() - askedAt < DEAF_AFTER_MS,
      () => false,
    );
    const now = this.clock.now();
    if (heard) this.blockedClock.heardAll(askedAt);
    if (!heard || now - this.#heardAt > DEAF_AFTER_MS + SWEEP_ROUNDS * EVERY_MS) this.#hearingSince = now;
    this.#heardAt = heard ? now : -Infinity;
    if (now - this.#hearingSince < DEAD_AFTER_MS) return;
    await this.presence.keepOnly(this.points.heardSince(now - DEAD_AFTER_MS));
  }
}
