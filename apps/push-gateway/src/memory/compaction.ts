import { performance } from 'node:perf_hooks';
import type { Logger } from '#libs/service-runtime';
import type { FanOuts } from '../hub/fan-outs.js';
import type { Hub } from '../hub/hub.js';
import { Rush } from './rush.js';

const LOOK_MS = 500;

/**
 * Gives back what the handshakes of a rush have left between the connections that stay: a third of all memory. To
 * collect sooner and more often would take as much of the rush, and of a campaign’s receipts, as it saves.
 * Everything stands still for it, some 10 ms for each thousand connections and longer where the processors are busy, so
 * it is done once, after a rush that is over, and not by a gateway that has something to do.
 */
export class Compaction {
  readonly #rush = new Rush();
  #timer: NodeJS.Timeout | null = null;
  #loop = performance.eventLoopUtilization();

  constructor(
    private readonly hub: Pick<Hub, 'arrived' | 'size'>,
    private readonly fanOuts: Pick<FanOuts, 'isUnderWay'>,
    private readonly collect: () => void,
    private readonly logger: Pick<Logger, 'info'>,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #look(): void {
    const before = this.#loop;
    this.#loop = performance.eventLoopUtilization();
    const { arrived, size } = this.hub;
    const isOver = this.#rush.isOver({
      arrived,
      registered: size.registered,
      isTelling: this.fanOuts.isUnderWay,
      utilisation: performance.eventLoopUtilization(this.#loop, before).utilization,
    });
    if (!isOver) return;
    const begunAt = performance.now();
    this.collect();
    const ms = Math.round(performance.now() - begunAt);
    this.logger.info({ connections: size.registered, ms }, 'memory was put in order after a rush');
  }
}
