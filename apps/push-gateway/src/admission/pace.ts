/** Before anything was measured: what one thread does on a slow machine. */
const ASSUMED_PER_S = 1_000;
const LEAST_PER_S = 50;
/** Shorter, and one collection of garbage would pass for a slow machine. */
const MEASURED_OVER_MS = 50;
/** Of a new measurement. */
const WEIGHT = 0.3;

/**
 * How many devices a second the verifying thread really does, here and now. Only the time in which it had work
 * counts, and verdicts of a thread that idles say nothing.
 */
export class Pace {
  #perS = ASSUMED_PER_S;
  #busySince: number | null = null;
  #done = 0;

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {}

  get perS(): number {
    return this.#perS;
  }

  /** Work lies before it. */
  busy(): void {
    this.#busySince ??= this.monotonicMs();
  }

  /** @param left what still lies before it */
  did(count: number, left: number): void {
    if (this.#busySince === null) return;
    this.#done += count;
    const forMs = this.monotonicMs() - this.#busySince;
    if (forMs >= MEASURED_OVER_MS) {
      const measured = (this.#done / forMs) * 1000;
      this.#perS = Math.max(LEAST_PER_S, this.#perS + WEIGHT * (measured - this.#perS));
      this.#restart();
    }
    if (left === 0) this.idle();
  }

  /** What it had is done, or lost with it. */
  idle(): void {
    this.#busySince = null;
    this.#done = 0;
  }

  #restart(): void {
    this.#busySince = this.monotonicMs();
    this.#done = 0;
  }
}
