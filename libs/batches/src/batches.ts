import { setTimeout as delay } from 'node:timers/promises';

export interface BatchesOptions<Item> {
  /** Of one batch: as long as it takes, whoever comes next waits. */
  readonly mostItems: number;
  /** Of one batch, where it has more than one item. Left out: no matter how many. */
  readonly mostBytes?: number;
  readonly bytesOf?: (item: Item) => number;
  /** Batches under way at one time: one asks another process while the next is computed. Default 1. */
  readonly atOnce?: number;
  /**
   * From the beginning of one batch to that of the next, at the least, ms. At rest nothing waits; under load a batch
   * carries what came meanwhile, and costs each of them a part of itself. Default 0.
   */
  readonly paceMs?: number;
  /** Whether a failure may be one item's own: then each is done alone, so that it fails alone. Default: never. */
  readonly isOfOne?: (error: unknown) => boolean;
  /** Left out: a timer. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does for many at once what is asked for one by one. At rest nothing waits: what comes alone is a batch of one. What
 * comes while as many batches are under way as may be, or within the pace, is gathered for the next. Items are taken in
 * the order they came; with one batch at a time they are done in it too.
 */
export class Batches<Item, Answer = void> {
  readonly #waiting: Waiting<Item, Answer>[] = [];
  #running = 0;
  #begunAt = -Infinity;

  /**
   * @param run answers in the order of its items; an Error in an item's place is what that one is refused with. Must
   * bear a repeat where `isOfOne` is given.
   */
  constructor(
    private readonly run: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>,
    private readonly options: BatchesOptions<Item>,
  ) {}

  /** Resolves once the item's batch is done. Rejects when that failed, or when this one is refused. */
  do(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running < (this.options.atOnce ?? 1)) void this.#drain();
    });
  }

  /** Items of no batch yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async #drain(): Promise<void> {
    this.#running++;
    // What is asked for in this same moment belongs to the same batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#pace();
      // Another batch may have taken them meanwhile.
      if (this.#waiting.length > 0) await this.#batch(this.#waiting.splice(0, this.#count()));
    }
    // In the same turn as the last look: what comes next begins anew.
    this.#running--;
  }

  async #pace(): Promise<void> {
    const { paceMs = 0, wait = delay } = this.options;
    if (paceMs === 0) return;
    const leftMs = this.#begunAt + paceMs - performance.now();
    if (leftMs > 0) await wait(leftMs);
    this.#begunAt = performance.now();
  }

  #count(): number {
    const { mostItems, mostBytes = Infinity, bytesOf = () => 0 } = this.options;
    let bytes = 0;
    let count = 0;
    for (const { item } of this.#waiting) {
      bytes += bytesOf(item);
      if (count === mostItems || (count > 0 && bytes > mostBytes)) break;
      count += 1;
    }
    return count;
  }

  async #batch(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.run(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index];
        if (answer instanceof Error) reject(answer);
        else resolve(answer as Answer);
      }
    } catch (error) {
      if (batch.length > 1 && this.options.isOfOne?.(error) === true)
        for (const one of batch) await this.#batch([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}
