import type { Predicate } from '#libs/revocation-index';

/** All predicates whose access tokens may still live, of one database snapshot. */
export interface RevocationSnapshot {
  readonly v: 1;
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
 * committed after that record and will wait for this point. The answer before counts as received only now:
 * by asking again the point says that it has it, or that it refuses since.
 */
export interface SnapshotStore {
  read(poll: { readonly point: string; readonly boot: string } | null): Promise<RevocationSnapshot>;
}

export const SNAPSHOT_STORE = Symbol('SnapshotStore');

/** The longest an access token may live, which no setting exceeds, and a margin for what was signed meanwhile. */
export const KEPT_MS = 600_000 + 60_000;
