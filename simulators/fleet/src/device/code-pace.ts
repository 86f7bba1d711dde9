const LONGEST_MS = 10_000;
const FIRST_MS = 1_000;

/**
 * Requests for codes, at the pace the issuer lets this address ask. While none is refused all go at once; after a
 * refusal they go one at a time, slower at each more, a little faster at each that is answered.
 * Units: ms.
 */
export class CodePace {
  #everyMs = 0;
  #last: Promise<void> = Promise.resolve();

  /** @param wait resolves after so long */
  constructor(private readonly wait: (ms: number) => Promise<void>) {}

  get everyMs(): number {
    return this.#everyMs;
  }

  /** Resolves when it is this request's turn, in the order of asking. */
  turn(): Promise<void> {
    // Looked at when its turn has come: the pace may have changed while it waited.
    const mine = this.#last.then(() => (this.#everyMs === 0 ? undefined : this.wait(this.#everyMs)));
    this.#last = mine;
    return mine;
  }

  /** @param retryAfterS what the refusal said, if it did */
  refused(retryAfterS: number | null): void {
    const toldMs = retryAfterS === null ? FIRST_MS : retryAfterS * 1_000;
    this.#everyMs = Math.min(LONGEST_MS, Math.max(toldMs, this.#everyMs * 1.5));
  }

  answered(): void {
    this.#everyMs *= 0.95;
  }
}
