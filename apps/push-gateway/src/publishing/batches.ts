import type { EventStream, OutgoingRecord } from '#libs/event-stream';

const MAX_RECORDS = 500;
/** Well below what a broker takes in one message set of one partition. */
const MAX_BYTES = 512 * 1024;

interface Queued {
  readonly record: OutgoingRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Publishes what is asked for at about one time together: the first at once, and what comes while it is under way in
 * the next batch. One batch is under way at a time, so records of one key stay in order.
 */
export class Batches {
  #queue: Queued[] = [];
  #running = false;

  constructor(private readonly stream: Pick<EventStream, 'publishAll'>) {}

  /** Resolves once the record is stored (acks=all). Rejects when its batch could not be, as far as is known. */
  publish(record: OutgoingRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ record, resolve, reject });
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
      const batch = this.#queue.splice(0, countOf(this.#queue));
      try {
        await this.stream.publishAll(batch.map(({ record }) => record));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    // In the same turn as the last look at the queue: what comes next begins a run of its own.
    this.#running = false;
  }
}

function countOf(queue: readonly Queued[]): number {
  let bytes = 0;
  let count = 0;
  for (const { record } of queue) {
    bytes += record.value.length;
    if (count === MAX_RECORDS || (count > 0 && bytes > MAX_BYTES)) break;
    count += 1;
  }
  return count;
}
