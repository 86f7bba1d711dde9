/** An event whose publication was acknowledged. */
export interface Sent {
  readonly outboxId: number;
  readonly partition: number;
  readonly offset: bigint;
  /** From the request to the commit, where this process saw both; null where a relay found the row. */
  readonly committedAfterMs: number | null;
}

/** Notes where events stand in the stream. Idempotent: the first position noted stays. */
export interface SentStore {
  sent(events: readonly Sent[]): Promise<void>;
}
