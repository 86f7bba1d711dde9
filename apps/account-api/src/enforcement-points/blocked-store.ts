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

/** A revocation that is not blocked yet, and what each run's polls show of it. */
export interface PolledRevocation {
  readonly revocationId: string;
  /** Where its event stands; null while it is not published. */
  readonly event: { readonly partition: number; readonly offset: bigint } | null;
  /** By boot: whether its polls show that it has it, and how long ago the last one was. */
  readonly polls: ReadonlyMap<string, { readonly passed: boolean; readonly agoMs: number }>;
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
   * @param heardOf the runs that are known, where there may be others: each of those that polls is one more
   * silent point, without a grace. Null where there are none.
   */
  mark(
    blocked: readonly Blocked[],
    silent: readonly SilentPoint[],
    heardOf: readonly string[] | null,
  ): Promise<readonly MarkedBlocked[]>;
  /** Published revocations not blocked for a second or longer, oldest first, at most 1,000. */
  overdue(): Promise<readonly Unblocked[]>;
  /**
   * Revocations of the last hour, published or not, that have not been blocked for so long that a silent point would
   * be counted out (COUNTED_OUT_AFTER_MS). Oldest first, at most 1,000.
   */
  polled(): Promise<readonly PolledRevocation[]>;
  /** Deletes the polls of runs that have not polled for a day. */
  forgetPolls(): Promise<void>;
}

export const BLOCKED_STORE = Symbol('BlockedStore');
