import type { Clock } from './clock.js';

/** Waits by the clock that all end at once when the process stops. */
export class Pauses {
  readonly #ends = new Set<() => void>();
  #stopped = false;

  constructor(private readonly clock: Clock) {}

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Resolves after `ms`, or at once when stopped. */
  pause(ms: number): Promise<void> {
    return this.begin(ms).over;
  }

  /** A pause that can also be ended. */
  begin(ms: number): { readonly over: Promise<void>; readonly end: () => void } {
    if (this.#stopped) return { over: Promise.resolve(), end: () => {} };
    let end = (): void => {};
    const over = new Promise<void>((resolve) => {
      const cancel = this.clock.after(ms, () => end());
      end = () => {
        cancel();
        this.#ends.delete(end);
        resolve();
      };
      this.#ends.add(end);
    });
    return { over, end };
  }

  stop(): void {
    this.#stopped = true;
    for (const end of this.#ends) end();
  }
}
