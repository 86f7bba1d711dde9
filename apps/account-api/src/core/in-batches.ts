/**
 * Runs one batch at a time: what arrives while one runs goes together in the next. At rest nothing waits;
 * under load many writes become one statement.
 */
export class InBatches<T> {
  readonly #waiting: T[] = [];
  #running: Promise<void> | null = null;

  constructor(
    private readonly run: (items: readonly T[]) => Promise<void>,
    private readonly onError: (error: unknown, items: readonly T[]) => void,
    private readonly most = Infinity,
  ) {}

  add(item: T): void {
    this.#waiting.push(item);
    this.#running ??= this.#drain();
  }

  /** Resolves once nothing is waiting or running. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const items = this.#waiting.splice(0, this.most);
      try {
        await this.run(items);
      } catch (error) {
        this.onError(error, items);
      }
    }
    this.#running = null;
  }
}
