import { setTimeout as delay } from 'node:timers/promises';

export interface BatchesOptions<Item> {
  /** Of one batch. */
  readonly mostItems: number;
  /** Of one batch, where it has more than one item. */
  readonly mostBytes: number;
  readonly bytesOf: (item: Item) => number;
  /**
   * From the beginning of one batch to that of the next, at the least, ms. At rest nothing waits; under load a request
   * to the broker carries what came meanwhile, and costs each of them a part of itself.
   */
  readonly paceMs: number;
  /** Left out: a timer. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

interface Queued<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Publishes what is asked for at about one time together: the first at once, and what comes while it is under way, or
 * within the pace, in the next batch. One batch is under way at a time, so what is of one key stays in order.
 */
export class Batches<Item, Answer = void> {
  #queue: Queued<Item, Answer>[] = [];
  #running = false;
  #begunAt = -Infinity;

  /**
   * @param send resolves once all of them are stored, with what each is answered, in their order; an Error in an item's
   * place is what that one is refused with
   */
  constructor(
    private readonly send: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>,
    private readonly options: BatchesOptions<Item>,
  ) {}

  /** Resolves once the item is stored (acks=all). Rejects when its batch could not be, as far as is known. */
  publish(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  get pending(): number {
    return this.#queue.length;
  }

  async #run(): Promise<void> {
    this.#running = true;
    // What is asked for in this turn goes together.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      await this.#pace();
      const batch = this.#queue.splice(0, this.#count());
      try {
        const answers = await this.send(batch.map(({ item }) => item));
        for (const [index, { resolve, reject }] of batch.entries()) {
          const answer = answers[index];
          if (answer instanceof Error) reject(answer);
          else resolve(answer as Answer);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    // In the same turn as the last look at the queue: what comes next begins a run of its own.
    this.#running = false;
  }

  async #pace(): Promise<void> {
    const { paceMs, wait = delay } = this.options;
    const leftMs = this.#begunAt + paceMs - performance.now();
    if (leftMs > 0) await wait(leftMs);
    this.#begunAt = performance.now();
  }

  #count(): number {
    const { mostItems, mostBytes, bytesOf } = this.options;
    let bytes = 0;
    let count = 0;
    for (const { item } of this.#queue) {
      bytes += bytesOf(item);
      if (count === mostItems || (count > 0 && bytes > mostBytes)) break;
      count += 1;
    }
    return count;
  }
}
