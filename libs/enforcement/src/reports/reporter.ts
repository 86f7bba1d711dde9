import type { Clock } from '../clock.js';
import type { Pauses } from '../pauses.js';

const EVERY_MS = 500;
const AFTER_FAILURE_MS = 250;

export interface ReporterOptions {
  readonly clock: Clock;
  readonly pauses: Pauses;
  /** Sends a report of how things stand at this moment; resolves when it is acknowledged. */
  readonly send: () => Promise<void>;
  /** @param sentAt monotonic ms */
  readonly onAcknowledged: (sentAt: number) => void;
  readonly onFailed: (cause: unknown) => void;
}

/**
 * Says how far this point is: after each event, and each 500 ms whatever happens. One report is on its way at
 * a time; what changes meanwhile is in the next one.
 */
export class Reporter {
  #changed = false;
  #wake: () => void = () => {};
  #running: Promise<void> | null = null;
  sent = 0;
  failed = 0;

  constructor(private readonly options: ReporterOptions) {}

  /** There is something new to say. */
  changed(): void {
    this.#changed = true;
    this.#wake();
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves once no report is on its way and none will be, to whether there ever was one. */
  async stopped(): Promise<boolean> {
    await this.#running;
    return this.sent > 0;
  }

  async #run(): Promise<void> {
    const { clock, pauses, onAcknowledged, onFailed } = this.options;
    while (!pauses.stopped) {
      const sentAt = clock.monotonicMs();
      this.#changed = false;
      this.sent++;
      try {
        await this.options.send();
        onAcknowledged(sentAt);
        await this.#untilChangedOr(sentAt + EVERY_MS - clock.monotonicMs());
      } catch (cause) {
        this.failed++;
        onFailed(cause);
        await pauses.pause(AFTER_FAILURE_MS);
      }
    }
  }

  async #untilChangedOr(ms: number): Promise<void> {
    if (this.#changed || ms <= 0) return;
    const { over, end } = this.options.pauses.begin(ms);
    this.#wake = end;
    await over;
  }
}
