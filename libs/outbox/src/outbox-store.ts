/** What is stored with the change it tells of: claims, not signatures, so a record is encoded when it is published. */
export interface NewOutboxRow {
  /** The topic's name in the broker. */
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

export interface OutboxRow extends NewOutboxRow {
  readonly id: number;
}

export interface LeaseRequest {
  /** Who takes them, for whoever reads the table. */
  readonly by: string;
  readonly leaseMs: number;
  /** Younger rows are left to the process that added them. */
  readonly olderThanMs: number;
  readonly limit: number;
}

/**
 * Where events wait between commit and acknowledgement. `Tx` is the adapter's transaction.
 * All ages are by the store's clock, so instances need not agree on the time.
 */
export interface OutboxStore<Tx> {
  /** Adds rows inside the caller's transaction: both commit or neither. In the order given. */
  add(tx: Tx, rows: readonly NewOutboxRow[]): Promise<readonly OutboxRow[]>;
  /**
   * Takes unsent rows that nobody holds, oldest first; none when there are none. Committed when it resolves,
   * with no transaction left open. Two calls at once share no row and never wait for each other.
   */
  lease(request: LeaseRequest): Promise<readonly OutboxRow[]>;
  /** Gives leases back before their time. Rows that were sent meanwhile stay sent. */
  release(ids: readonly number[]): Promise<void>;
  /** Never to be leased again. A repeat changes nothing. */
  markSent(ids: readonly number[]): Promise<void>;
  /** Age of the oldest unsent row of the topic, in ms; 0 when there is none. */
  unsentForMs(topic: string): Promise<number>;
  /** Deletes at most `limit` rows sent longer ago than that; returns how many. Unsent rows are never deleted. */
  purgeSent(olderThanMs: number, limit: number): Promise<number>;
}
