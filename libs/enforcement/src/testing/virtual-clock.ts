import type { Clock } from '../clock.js';

/** Time that passes only when the test says so; the machine may also be frozen, suspended or set. */
export class VirtualClock implements Clock {
  #monotonicMs = 0;
  #wallMs = 1_800_000_000_000;
  #waits: { readonly at: number; readonly call: () => void }[] = [];

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  after(ms: number, call: () => void): () => void {
    const wait = { at: this.#monotonicMs + ms, call };
    this.#waits.push(wait);
    return () => {
      this.#waits = this.#waits.filter((one) => one !== wait);
    };
  }

  /** Passes that much time, calling what falls due in its order, and lets what was called settle. */
  async pass(ms: number): Promise<void> {
    await settled();
    const end = this.#monotonicMs + ms;
    for (;;) {
      const next = this.#waits.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waits = this.#waits.filter((one) => one !== next);
      this.freeze(Math.max(0, next.at - this.#monotonicMs));
      next.call();
      await settled();
    }
    this.freeze(end - this.#monotonicMs);
    await settled();
  }

  /** The process is stopped for so long, as by SIGSTOP: time passes, and nothing that fell due has run yet. */
  freeze(ms: number): void {
    this.#monotonicMs += ms;
    this.#wallMs += ms;
  }

  /** The wall clock is set, or the machine was suspended for so long while its monotonic clock stood still. */
  setWall(byMs: number): void {
    this.#wallMs += byMs;
  }
}

/** Lets every promise that can go on go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
