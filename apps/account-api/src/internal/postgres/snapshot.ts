import type { Database } from '#libs/database';
import type { Predicate } from '#libs/revocation-index';
import { ms } from '../../revocations/postgres/rows.js';
import { KEPT_MS, type RevocationSnapshot, type SnapshotPoll, type SnapshotStore } from '../snapshot.js';

const POLLED = `
  INSERT INTO enforcement_polls AS p (boot, point, polled_at) VALUES ($1, $2, clock_timestamp())
  ON CONFLICT (boot) DO UPDATE SET polled_at = excluded.polled_at,
    passed = CASE WHEN p.answered::text = $3 THEN p.answered ELSE p.passed END`;

/** One statement, so one snapshot of the database, whose name is kept. */
const SNAPSHOT = `
  WITH answered AS (
    UPDATE enforcement_polls SET answered = pg_current_snapshot() WHERE boot = $2::text
  )
  SELECT pg_current_snapshot()::text AS name, ${ms('clock_timestamp()')} AS now, coalesce(
    (SELECT json_agg(json_build_array(r.jti, r.predicate, ${ms('r.requested_at')}))
       FROM revocations r
      WHERE r.committed_at > clock_timestamp() - $1::float8 * interval '1 ms'), '[]'::json) AS rows`;

interface Row {
  readonly name: string;
  readonly now: number;
  readonly rows: readonly [string, Predicate, number][];
}

export class PostgresSnapshot implements SnapshotStore {
  constructor(private readonly database: Database) {}

  async read(poll: SnapshotPoll | null): Promise<RevocationSnapshot> {
    if (poll !== null) await this.database.query(POLLED, [poll.boot, poll.point, poll.having]);
    const [row] = await this.database.query<Row>(SNAPSHOT, [KEPT_MS, poll?.boot ?? null]);
    return {
      v: 1,
      name: row!.name,
      databaseTime: row!.now,
      predicates: row!.rows.map(([jti, predicate, revokedAt]) => ({ jti, predicate, revokedAt })),
    };
  }
}
