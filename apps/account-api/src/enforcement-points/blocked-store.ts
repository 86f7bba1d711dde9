/** A revocation that every counted point has passed. */
export interface Blocked {
  readonly revocationId: string;
  /** Since the request, by the monotonic clock of the process that took it; null: the database's clock, now. */
  readonly afterMs: number | null;
  readonly points: number;
}

/** A counted-out point: it may still be serving, from snapshots it polls. */
export interface SilentPoint {
  readonly boot: string;
  readonly largestGraceMs: number;
}

/** A revocation whose event is published and which is not blocked yet. */
export interface Unblocked {
  readonly revocationId: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Boots whose polls show that they have it. */
  readonly polled: ReadonlySet<string>;
}

export interface MarkedBlocked {
  readonly revocationId: string;
  readonly txn: string;
  /** From the request until it was blocked. */
  readonly afterMs: number;
  readonly points: number;
  /** Null for a class. */
  readonly sub: string | null;
  readonly sid: string | null;
}

/** The blocked clock's side of the database. Many instances call it at once. */
export interface BlockedStore {
  /**
   * Writes `blocked_at` where it is not written yet, and answers those it wrote: of many instances one gets
   * each. Leaves out a revocation while a silent point that polled lately has not shown that it has it.
   */
  mark(blocked: readonly Blocked[], silent: readonly SilentPoint[]): Promise<readonly MarkedBlocked[]>;
  /** Published revocations not blocked for a second or longer, oldest first, at most 1,000. */
  overdue(): Promise<readonly Unblocked[]>;
  /** Deletes the polls of runs that have not polled for a day. */
  forgetPolls(): Promise<void>;
}

export const BLOCKED_STORE = Symbol('BlockedStore');
