import type { NewOutboxRow, OutboxRow, OutboxStore } from './outbox-store.js';
import type { Publisher } from './publisher.js';

/**
 * The event stored with the change. Add inside the transaction, publish once it has committed: never before
 * (a rollback would have told of what did not happen), never instead of the row (a crash would lose it).
 */
export class Outbox<Tx> {
  readonly #publishing = new Set<Promise<unknown>>();

  constructor(
    private readonly store: OutboxStore<Tx>,
    private readonly publisher: Publisher,
  ) {}

  /** Hand the answer to `publish` after the commit; whoever does not loses a second, not the event. */
  add(tx: Tx, rows: readonly NewOutboxRow[]): Promise<readonly OutboxRow[]> {
    return this.store.add(tx, rows);
  }

  /** Publishes at once. Resolves when it has tried and never rejects: what could not go out is the relay's. */
  async publish(rows: readonly OutboxRow[]): Promise<void> {
    const publishing = this.publisher.publish(rows);
    this.#publishing.add(publishing);
    await publishing;
    this.#publishing.delete(publishing);
  }

  /** Resolves when nothing is being published, for a shutdown in order. */
  async idle(): Promise<void> {
    while (this.#publishing.size > 0) await Promise.all(this.#publishing);
  }
}
