import type { Predicate } from '#libs/revocation-index';

/** All predicates whose access tokens may still live, of one database snapshot. */
export interface RevocationSnapshot {
  readonly v: 1;
  /** For the next poll to say that the point has this one. */
  readonly name: string;
  /** Epoch ms of the database. */
  readonly databaseTime: number;
  readonly predicates: readonly {
    readonly jti: string;
    readonly predicate: Predicate;
    readonly revokedAt: number;
  }[];
}

/**
 * Snapshots for enforcement points.
 * `read` with a poll: it is on record before the snapshot is taken, so a revocation that the answer lacks was
 * committed after that record and will wait for this point. An answer counts as received only when a later poll
 * names it. That the point asks again says nothing: it may have given up before this process, which was frozen,
 * took the snapshot that it answered with.
 */
export interface SnapshotStore {
  read(poll: SnapshotPoll | null): Promise<RevocationSnapshot>;
}

export interface SnapshotPoll {
  readonly point: string;
  readonly boot: string;
  /** The name of the last answer that the point's index has; null for none. */
  readonly having: string | null;
}

export const SNAPSHOT_STORE = Symbol('SnapshotStore');

/** The longest an access token may live, which no setting exceeds, and a margin for what was signed meanwhile. */
export const KEPT_MS = 600_000 + 60_000;
