import type { PresenceStore } from '../presence/presence-store.js';
import type { BlockedClock } from './blocked-clock.js';
import type { BlockedStore } from './blocked-store.js';
import type { Clock } from './clock.js';
import type { Points } from './points.js';
import type { ProgressReading } from './progress-reading.js';

const EVERY_MS = 1_000;
/** What runs that died unheard have left is looked for this many rounds apart. */
const SWEEP_ROUNDS = 10;

/** Looks after what no event brings: revocations nobody waits for, presence of gateways that are no more. */
export class Upkeep {
  #stopped = false;
  #cancel: (() => void) | null = null;
  #round: Promise<void> = Promise.resolve();
  #rounds = 0;

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
    if (this.#stopped) return;
    this.#round = this.#once()
      .catch((error: unknown) => {
        if (!this.#stopped) this.onError(error);
      })
      .finally(() => {
        if (!this.#stopped) this.#cancel = this.clock.after(EVERY_MS, () => this.start());
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    this.blockedClock.stop();
    this.reading.stop();
    await this.#round;
  }

  async #once(): Promise<void> {
    await this.blockedClock.recheck();
    if (this.#rounds++ % SWEEP_ROUNDS !== 0) return;
    await this.store.forgetPolls();
    // Unread reports may be of runs that live.
    await this.reading.caughtUp();
    await this.presence.keepOnly(this.points.live.map(({ boot }) => boot));
  }
}
