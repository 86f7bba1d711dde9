import type { Pauses } from './pauses.js';

const AGAIN_AFTER_MS = 1_000;

/** Has the sessions in flight judged anew, until it succeeds: before that nothing may be said to be gone. */
export class InFlight {
  #settling: Promise<void> = Promise.resolve();

  constructor(
    private readonly onReread: () => void | Promise<void>,
    private readonly pauses: Pauses,
    private readonly onFailed: (cause: unknown) => void,
  ) {}

  /** Resolves once none of those that the index covers now can write another byte. */
  judgeAnew(): Promise<void> {
    this.#settling = this.#settling.then(() => this.#judge());
    return this.#settling;
  }

  /** Resolves once all that was asked for is done. */
  settled(): Promise<void> {
    return this.#settling;
  }

  async #judge(): Promise<void> {
    while (!this.pauses.stopped) {
      try {
        await this.onReread();
        return;
      } catch (cause) {
        this.onFailed(cause);
        await this.pauses.pause(AGAIN_AFTER_MS);
      }
    }
  }
}
