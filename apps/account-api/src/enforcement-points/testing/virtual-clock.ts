import type { Clock } from '../clock.js';

/** Time that passes only when the test says so. */
export class VirtualClock implements Clock {
  #now = 0;
  #waits: { readonly at: number; readonly call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const wait = { at: this.#now + ms, call };
    this.#waits.push(wait);
    return () => {
      this.#waits = this.#waits.filter((one) => one !== wait);
    };
  }

  /** Passes that much time, calling what falls due in its order, and lets what was called settle. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#waits.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waits = this.#waits.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

/** Lets every promise that can go on go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
