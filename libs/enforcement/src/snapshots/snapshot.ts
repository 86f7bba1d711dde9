import { parsePredicate, type Predicate } from '#libs/revocation-index';

/** All predicates whose access tokens may still live, as the source knew them at one moment. */
export interface Snapshot {
  /** The database's clock when the snapshot was taken, epoch ms. */
  readonly databaseTime: number;
  readonly predicates: readonly Predicate[];
  /** Whether every part was understood. If not, `predicates` are those that were, and there are more. */
  readonly understood: boolean;
  /** What the source calls it; absent from a source that would not know the name again. */
  readonly name?: string;
}

export interface SnapshotPoll {
  readonly point: string;
  readonly boot: string;
  /** The name of the last answer that was understood and that the index has; null for none. */
  readonly having: string | null;
}

/**
 * The source of snapshots. A read names the point, its run and the answer it has: the account API holds *blocked*
 * back for what an answer lacks, and takes an answer for received once a read names it.
 */
export interface SnapshotSource {
  /** Rejects when there was no answer, or one that is no snapshot. Must settle within two seconds. */
  read(poll: SnapshotPoll): Promise<Snapshot>;
}

/**
 * Reads a snapshot from the wire. What this version does not understand (another `v`, a predicate of a new
 * shape) is never left out silently: `understood` is false then.
 * @throws when it is no snapshot of any version
 */
export function parseSnapshot(value: unknown): Snapshot {
  if (typeof value !== 'object' || value === null) throw new Error('not a snapshot');
  const { v, databaseTime, predicates, name } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(v)) throw new Error('not a snapshot: v is missing');
  if (v !== 1) return { databaseTime: Number(databaseTime), predicates: [], understood: false };
  if (typeof databaseTime !== 'number' || !Number.isFinite(databaseTime) || !Array.isArray(predicates)) {
    throw new Error('not a snapshot: databaseTime or predicates is missing');
  }
  const understood: Predicate[] = [];
  for (const one of predicates as readonly ({ predicate?: unknown } | null)[]) {
    const predicate = parsePredicate(one?.predicate);
    if (predicate !== null) understood.push(predicate);
  }
  return {
    databaseTime,
    predicates: understood,
    understood: understood.length === predicates.length,
    ...(typeof name === 'string' ? { name } : {}),
  };
}
