import type { Hub } from '../hub/hub.js';
import type { Pace } from './pace.js';

export interface DoorwayOptions {
  readonly maxConnections: number;
  /** The longest a token may wait to be verified. */
  readonly queueMs: number;
  readonly monotonicMs?: () => number;
}

/** Whoever comes at a quiet moment is let in, whatever the pace was before. */
const ALWAYS = 64;
/** Of all connections: strangers that say nothing must not take every place, nor members the last ones. */
const GREETING_AT_MOST = 1 / 2;
const KEPT_FOR_GREETING = 1 / 10;
/** Of a large gateway: more than greet at one time, with a hello that takes a tenth of a second. */
const KEPT_AT_MOST = 400;
const SOONEST_S = 1;
const LATEST_S = 60;

/**
 * Lets devices come at the rate at which they can be verified: a bucket whose tokens come back with verdicts, so that
 * it is as large as what the thread does within `queueMs`. Whoever finds it empty is told a window to come back in,
 * long enough for all that were sent away to come at that rate again.
 */
export class Doorway {
  readonly #monotonicMs: () => number;
  /** Those who were sent away and have not had time to come back. */
  #away = 0;
  #countedAt: number;

  constructor(
    private readonly hub: Pick<Hub, 'size'>,
    private readonly unverified: () => number,
    private readonly pace: Pick<Pace, 'perS'>,
    private readonly options: DoorwayOptions,
  ) {
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.#countedAt = this.#monotonicMs();
  }

  /**
   * For a socket that has just been opened, counted in `open`.
   * @returns null to let it in, else the window in whole seconds within which it should come back
   */
  knock(open: number): number | null {
    const waiting = this.hub.size.greeting + this.unverified();
    const { maxConnections, queueMs } = this.options;
    const bucket = Math.max(ALWAYS, (this.pace.perS * queueMs) / 1000);
    const isFull = open > maxConnections || this.hub.size.greeting >= maxConnections * GREETING_AT_MOST;
    return isFull || waiting >= bucket ? this.#sendAway(waiting) : null;
  }

  /** Whether one more session may stay. The last places are left to greeting: who is in must be able to come again. */
  get hasRoom(): boolean {
    const { maxConnections } = this.options;
    const kept = Math.min(KEPT_AT_MOST, Math.floor(maxConnections * KEPT_FOR_GREETING));
    return this.hub.size.registered <= maxConnections - kept;
  }

  /** For one that came as far as its proof. */
  sendAway(): number {
    return this.#sendAway(this.hub.size.greeting + this.unverified());
  }

  #sendAway(waiting: number): number {
    const now = this.#monotonicMs();
    this.#away = Math.max(0, this.#away - ((now - this.#countedAt) / 1000) * this.pace.perS) + 1;
    this.#countedAt = now;
    const windowS = Math.ceil((waiting + this.#away) / this.pace.perS);
    return Math.min(LATEST_S, Math.max(SOONEST_S, windowS));
  }
}
