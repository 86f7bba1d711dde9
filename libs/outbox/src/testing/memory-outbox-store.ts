import type { LeaseRequest, NewOutboxRow, OutboxRow, OutboxStore } from '../outbox-store.js';

/** What a transaction in memory has added so far. */
export interface MemoryTransaction {
  readonly added: OutboxRow[];
}

interface Held extends OutboxRow {
  readonly createdAt: number;
  leasedUntil: number;
  sentAt: number | null;
}

/** The store in memory, for unit tests. Its clock stands still until `pass` moves it. */
export class MemoryOutboxStore implements OutboxStore<MemoryTransaction> {
  #rows: Held[] = [];
  #lastId = 0;
  #now = 0;

  pass(ms: number): void {
    this.#now += ms;
  }

  /** Keeps what `run` added when it resolves, and nothing of it when it rejects. */
  async transaction<T>(run: (tx: MemoryTransaction) => Promise<T>): Promise<T> {
    const tx: MemoryTransaction = { added: [] };
    const result = await run(tx);
    for (const row of tx.added)
      this.#rows.push({ ...row, createdAt: this.#now, leasedUntil: -Infinity, sentAt: null });
    return result;
  }

  async add(tx: MemoryTransaction, rows: readonly NewOutboxRow[]): Promise<readonly OutboxRow[]> {
    const added = rows.map((row) => ({ ...row, id: ++this.#lastId }));
    tx.added.push(...added);
    return added;
  }

  async lease({ leaseMs, olderThanMs, limit }: LeaseRequest): Promise<readonly OutboxRow[]> {
    const free = this.#unsent().filter(
      ({ createdAt, leasedUntil }) => createdAt <= this.#now - olderThanMs && leasedUntil <= this.#now,
    );
    const taken = free.slice(0, limit);
    for (const row of taken) row.leasedUntil = this.#now + leaseMs;
    return taken.map(({ id, topic, key, headers, payload }) => ({ id, topic, key, headers, payload }));
  }

  async release(ids: readonly number[]): Promise<void> {
    for (const row of this.#unsent()) if (ids.includes(row.id)) row.leasedUntil = -Infinity;
  }

  async markSent(ids: readonly number[]): Promise<void> {
    for (const row of this.#unsent()) if (ids.includes(row.id)) row.sentAt = this.#now;
  }

  async unsentForMs(topic: string): Promise<number> {
    const oldest = this.#unsent().find((row) => row.topic === topic);
    return oldest === undefined ? 0 : this.#now - oldest.createdAt;
  }

  async purgeSent(olderThanMs: number, limit: number): Promise<number> {
    const old = this.#rows.filter(({ sentAt }) => sentAt !== null && sentAt <= this.#now - olderThanMs);
    const purged = new Set(old.slice(0, limit));
    this.#rows = this.#rows.filter((row) => !purged.has(row));
    return purged.size;
  }

  #unsent(): Held[] {
    return this.#rows.filter(({ sentAt }) => sentAt === null);
  }
}
