import type { Clock } from '../ports.js';

/** Timers by name: setting one again replaces it. */
export class Timers<Name extends string> {
  readonly #cancels = new Map<Name, () => void>();

  constructor(private readonly clock: Clock) {}

  set(name: Name, ms: number, then: () => void): void {
    this.clear(name);
    this.#cancels.set(name, this.clock.after(ms, then));
  }

  clear(...names: readonly Name[]): void {
    for (const name of names) {
      this.#cancels.get(name)?.();
      this.#cancels.delete(name);
    }
  }
}
