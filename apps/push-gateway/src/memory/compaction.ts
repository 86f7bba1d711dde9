import type { Logger } from '#libs/service-runtime';
import type { FanOuts } from '../hub/fan-outs.js';
import type { Hub } from '../hub/hub.js';

const LOOK_MS = 500;
/** Fewer leave too little behind. */
const A_RUSH = 1_000;
/** Of those that are here. */
const RUSH_SHARE = 0.1;
const LULL_SHARE = 0.01;

/**
 * Gives back what the handshakes of a rush have left between the connections that stay: a third of all memory. To
 * collect sooner and more often would take as much of the rush, and of a campaign’s receipts, as it saves.
 * Everything stands still for it, some 10 ms for each thousand connections and longer where the processors are busy, so
 * it is done once, in the first lull after a rush, and while nobody is being told. A trickle never comes to it.
 */
export class Compaction {
  #timer: NodeJS.Timeout | null = null;
  #seen = 0;
  #rush = 0;

  constructor(
    private readonly hub: Pick<Hub, 'arrived' | 'size'>,
    private readonly fanOuts: Pick<FanOuts, 'isUnderWay'>,
    private readonly collect: () => void,
    private readonly logger: Pick<Logger, 'info'>,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** @internal */
  look(): void {
    const { arrived, size } = this.hub;
    const since = arrived - this.#seen;
    this.#seen = arrived;
    if (since > size.registered * LULL_SHARE) {
      this.#rush += since;
      return;
    }
    if (this.fanOuts.isUnderWay) return;
    const isDue = this.#rush >= Math.max(A_RUSH, size.registered * RUSH_SHARE);
    this.#rush = 0;
    if (!isDue) return;
    const begunAt = performance.now();
    this.collect();
    const ms = Math.round(performance.now() - begunAt);
    this.logger.info({ connections: size.registered, ms }, 'memory was put in order after a rush');
  }
}
