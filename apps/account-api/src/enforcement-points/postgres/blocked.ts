import type { Database } from '#libs/database';
import { ms } from '../../revocations/postgres/rows.js';
import { COUNTED_OUT_AFTER_MS } from '../points.js';
import type {
  Blocked,
  BlockedStore,
  MarkedBlocked,
  PolledRevocation,
  SilentPoint,
  Unblocked,
} from '../blocked-store.js';

const MARK = `
  UPDATE revocations r
     SET blocked_at = coalesce(r.requested_at + b.after_ms * interval '1 ms', clock_timestamp()), points = b.points
    FROM unnest($1::uuid[], $2::float8[], $3::integer[]) AS b (id, after_ms, points)
   WHERE r.id = b.id AND r.blocked_at IS NULL
     AND NOT EXISTS (
       SELECT 1 FROM enforcement_polls p
         LEFT JOIN unnest($4::text[], $5::float8[]) AS s (boot, counts_for_ms) ON s.boot = p.boot
        WHERE (s.boot IS NOT NULL OR p.boot <> ALL ($6::text[]))
          AND p.polled_at > clock_timestamp() - coalesce(s.counts_for_ms, $7::float8) * interval '1 ms'
          AND NOT coalesce(pg_visible_in_snapshot(r.xact, p.passed), false))
  RETURNING r.id AS "revocationId", r.account_id AS sub, r.sid, r.txn, r.points,
    ${ms('r.blocked_at - r.requested_at')} AS "afterMs"`;

const OVERDUE = `
  SELECT r.id AS "revocationId", r.event_partition AS partition, r.event_offset AS "offset",
         (SELECT coalesce(array_agg(p.boot), '{}') FROM enforcement_polls p
           WHERE pg_visible_in_snapshot(r.xact, p.passed)) AS polled
    FROM revocations r
   WHERE r.blocked_at IS NULL AND r.event_offset IS NOT NULL
     AND r.committed_at < clock_timestamp() - interval '1 second'
   ORDER BY r.committed_at LIMIT 1000`;

const POLLED = `
  SELECT r.id AS "polledId", r.event_partition AS partition, r.event_offset AS "offset",
         (SELECT coalesce(json_agg(json_build_array(p.boot, coalesce(pg_visible_in_snapshot(r.xact, p.passed), false),
                   ${ms('clock_timestamp() - p.polled_at')})), '[]'::json)
            FROM enforcement_polls p) AS polls
    FROM revocations r
   WHERE r.blocked_at IS NULL
     AND r.committed_at > clock_timestamp() - interval '1 hour'
     AND r.committed_at < clock_timestamp() - $1::float8 * interval '1 ms'
   ORDER BY r.committed_at LIMIT 1000`;

interface PolledRow {
  readonly polledId: string;
  readonly partition: number | null;
  readonly offset: number | null;
  readonly polls: readonly (readonly [boot: string, passed: boolean, agoMs: number])[];
}

interface OverdueRow {
  readonly revocationId: string;
  readonly partition: number;
  readonly offset: number;
  readonly polled: readonly string[];
}

export class PostgresBlocked implements BlockedStore {
  constructor(private readonly database: Database) {}

  mark(
    blocked: readonly Blocked[],
    silent: readonly SilentPoint[],
    heardOf: readonly string[] | null,
  ): Promise<readonly MarkedBlocked[]> {
    return this.database.query<MarkedBlocked>(MARK, [
      blocked.map(({ revocationId }) => revocationId),
      blocked.map(({ afterMs }) => afterMs),
      blocked.map(({ points }) => points),
      silent.map(({ boot }) => boot),
      silent.map(({ largestGraceMs }) => COUNTED_OUT_AFTER_MS + largestGraceMs),
      heardOf,
      COUNTED_OUT_AFTER_MS,
    ]);
  }

  async forgetPolls(): Promise<void> {
    await this.database.query(
      `DELETE FROM enforcement_polls WHERE polled_at < clock_timestamp() - interval '1 day'`,
    );
  }

  async polled(): Promise<readonly PolledRevocation[]> {
    const rows = await this.database.query<PolledRow>(POLLED, [COUNTED_OUT_AFTER_MS]);
    return rows.map(({ polledId, partition, offset, polls }) => ({
      revocationId: polledId,
      event: partition === null || offset === null ? null : { partition, offset: BigInt(offset) },
      polls: new Map(polls.map(([boot, passed, agoMs]) => [boot, { passed, agoMs }])),
    }));
  }

  async overdue(): Promise<readonly Unblocked[]> {
    const rows = await this.database.query<OverdueRow>(OVERDUE);
    return rows.map(({ offset, polled, ...row }) => ({
      ...row,
      offset: BigInt(offset),
      polled: new Set(polled),
    }));
  }
}
