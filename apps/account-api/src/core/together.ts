/** One that was asked for, until it is answered. */
interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface TogetherOptions {
  /** Items of one batch: as long as it takes, whoever comes next waits, and a connection is held. */
  readonly most: number;
  /** Batches under way at one time: one asks the database while the other is computed. */
  readonly atOnce: number;
  /** Whether a failure says nothing of the items: then none of them is tried alone. */
  readonly isPassing: (error: unknown) => boolean;
}

/**
 * Does for many at once what is asked for one by one. At rest nothing waits: what comes alone is a batch of one. While
 * as many batches are under way as may be, what comes is gathered for the next. Items are taken in the order they came.
 * A batch that fails is done again one by one, so that one bad item fails alone; `run` must bear a repeat.
 */
export class Together<Item, Answer> {
  readonly #waiting: Waiting<Item, Answer>[] = [];
  #running = 0;

  /** @param run answers in the order of its items; an Error in an item's place is what that one is refused with */
  constructor(
    private readonly run: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>,
    private readonly options: TogetherOptions,
  ) {}

  do(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running < this.options.atOnce) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running++;
    // What is asked for in this same moment belongs to the same batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#batch(this.#waiting.splice(0, this.options.most));
    this.#running--;
  }

  async #batch(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.run(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index]!;
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      }
    } catch (error) {
      if (batch.length > 1 && !this.options.isPassing(error))
        for (const one of batch) await this.#batch([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}
