import type { Clock } from '../ports.js';

/** A clock that moves when the test says so. Its wall time starts in 1970, as a television's may. */
export class FakeClock implements Clock {
  #elapsedMs = 0;
  #timers: { readonly at: number; readonly then: () => void }[] = [];

  constructor(readonly startedAt = 0) {}

  now(): number {
    return this.startedAt + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  after(ms: number, then: () => void): () => void {
    const timer = { at: this.#elapsedMs + ms, then };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Runs what is due on the way, in order. */
  advance(ms: number): void {
    const end = this.#elapsedMs + ms;
    for (;;) {
      const [due] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (due === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== due);
      this.#elapsedMs = Math.max(this.#elapsedMs, due.at);
      due.then();
    }
    this.#elapsedMs = end;
  }

  get pending(): number {
    return this.#timers.length;
  }
}
