import type { Database, Transaction } from '#libs/database';
import { covers, type ClassPredicate, type Predicate } from '#libs/revocation-index';
import { DEVICE_KINDS } from '../../enrolment/device-description.js';
import type { CountsMembers } from '../campaign-steps.js';
import { isSignedIn, WAS_OVER } from './over-before.js';

/** Small: a chunk is some tens of milliseconds, and what is beside it waits for none of its rows. */
const CHUNK = 2_000;

/** Of all instances one counts at a time: stages in the order they were started, so that no session is in two. */
const COUNTING_LOCK = 7_402_121;

/**
 * Whether every transaction that could hold a session from before the cut-off is over. Transaction numbers are of the
 * whole server, and another database's transactions are none of ours: so those of this one are looked at by
 * themselves, where all of them can be seen.
 */
export const SETTLED = `(
  pg_snapshot_xmin(pg_current_snapshot()) >= g.settled_after
  OR NOT EXISTS (
       SELECT 1 FROM pg_stat_activity a
        WHERE a.datname = current_database() AND a.backend_type = 'client backend'
          AND (a.usename <> current_user OR age(a.backend_xid) > age(g.settled_after::xid)))
     AND NOT EXISTS (SELECT 1 FROM pg_prepared_xacts p WHERE p.database = current_database()))`;

const OLDEST = `
  SELECT g.campaign_id, g.stage, g.revocation_id, g.settled_after::text AS settled_after, g.marked_to,
         r.cutoff, r.predicate, coalesce(${SETTLED}, false) AS settled
    FROM campaign_stages g LEFT JOIN revocations r ON r.id = g.revocation_id
   WHERE g.started_at IS NOT NULL AND g.marked_at IS NULL
   ORDER BY g.started_at, g.campaign_id LIMIT 1`;

const SESSION = `s.sid, s.account_id AS sub, s.seq, s.kind, s.model, s.app_version AS "appVersion"`;

/** A rare model is found without carrying the whole fleet here; `covers()` decides all the same. */
const OF_CLASS = `
  SELECT ${SESSION}, ${isSignedIn('$4')} AS counts, ${WAS_OVER} AS over
    FROM (SELECT * FROM sessions
           WHERE seq > $1 AND seq <= $2 AND kind = ANY($5::text[]) AND ($6::text[] IS NULL OR model = ANY($6::text[]))
           ORDER BY seq LIMIT ${CHUNK}) s,
         (SELECT * FROM revocations WHERE id = $3) r
   ORDER BY s.seq`;

const OF_ACCOUNTS = `
  SELECT ${SESSION}, r.id AS "revocationId", r.predicate,
         CASE s.kind WHEN 'browser' THEN false ELSE ${isSignedIn('$2')} END AS counts
    FROM unnest($1::uuid[]) AS chunk (id)
    JOIN revocations r ON r.id = chunk.id
    JOIN sessions s ON s.account_id = r.account_id AND s.seq <= r.cutoff AND s.live_at IS NOT NULL
   WHERE NOT ${WAS_OVER}
     AND (s.kind <> 'browser' OR EXISTS (
       SELECT 1 FROM browser_sign_ins b WHERE b.sid = s.sid AND b.expires_at > r.committed_at))`;

const ADD = `
  INSERT INTO campaign_members (sid, revocation_id, campaign_id, kind, model, counts)
  SELECT t.sid, t.revocation_id, $1, t.kind, t.model, t.counts
    FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::boolean[])
      AS t (sid, revocation_id, kind, model, counts)
  ON CONFLICT DO NOTHING`;

interface Stage {
  readonly campaign_id: string;
  readonly stage: number;
  /** Null for a list of accounts. */
  readonly revocation_id: string | null;
  readonly settled_after: string | null;
  readonly settled: boolean;
  readonly marked_to: number;
  readonly cutoff: number | null;
  readonly predicate: ClassPredicate | null;
}

interface Ended {
  readonly sid: string;
  readonly sub: string;
  readonly seq: number;
  readonly kind: string;
  readonly model: string;
  readonly appVersion: string;
  readonly counts: boolean;
}

/**
 * Writes down whom each stage has ended, after the fact and in small chunks; until it is through, the predicate is
 * asked for every session, so nothing depends on its pace.
 * Invariants: each chunk commits with its progress, so a crash repeats none and skips none. No row of a session is
 * written or locked. Nobody who was approved before the cut-off is missed, though the approval commits late: a
 * stage is begun only when every transaction from before it is over.
 */
export class CountMembers implements CountsMembers {
  constructor(
    private readonly database: Database,
    private readonly deviceIdleDays: number,
  ) {}

  once(): ReturnType<CountsMembers['once']> {
    return this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS held', [
        COUNTING_LOCK,
      ]);
      if (lock?.held !== true) return 'none';
      const [stage] = await tx.query<Stage>(OLDEST);
      if (stage === undefined) return 'none';
      if (stage.revocation_id === null) return this.#accounts(tx, stage);
      if (stage.settled_after === null) {
        await tx.query(
          'UPDATE campaign_stages SET settled_after = pg_current_xact_id() WHERE campaign_id = $1 AND stage = $2',
          [stage.campaign_id, stage.stage],
        );
        return 'more';
      }
      return stage.settled ? this.#chunk(tx, stage) : 'waits';
    });
  }

  async #chunk(tx: Transaction, stage: Stage): Promise<'more'> {
    const rows = await tx.query<Ended & { over: boolean }>(OF_CLASS, [
      stage.marked_to,
      stage.cutoff,
      stage.revocation_id,
      this.deviceIdleDays,
      stage.predicate!.kinds ?? DEVICE_KINDS,
      stage.predicate!.models ?? null,
    ]);
    const members = rows.filter((row) => !row.over && covers(stage.predicate!, row));
    await this.#add(tx, stage.campaign_id, members, () => stage.revocation_id!);
    const last = rows.at(-1)?.seq ?? stage.marked_to;
    await this.#progress(tx, stage, last, rows.length < CHUNK);
    return 'more';
  }

  /** A few accounts, once each that is to be ended is. */
  async #accounts(tx: Transaction, stage: Stage): Promise<'more' | 'waits'> {
    const rows = await tx.query<{ account_id: string; revocation_id: string | null }>(
      `SELECT account_id, revocation_id FROM campaign_accounts WHERE campaign_id = $1 AND marked_at IS NULL
        ORDER BY revocation_id NULLS LAST LIMIT 50`,
      [stage.campaign_id],
    );
    const revoked = rows.filter(({ revocation_id: id }) => id !== null);
    if (rows.length > 0 && revoked.length === 0) return 'waits';
    const ids = revoked.map(({ revocation_id: id }) => id);
    const found = await tx.query<Ended & { revocationId: string; predicate: Predicate }>(OF_ACCOUNTS, [
      ids,
      this.deviceIdleDays,
    ]);
    const members = found.filter((row) => covers(row.predicate, row));
    await this.#add(tx, stage.campaign_id, members, (row) => row.revocationId);
    await tx.query(
      'UPDATE campaign_accounts SET marked_at = clock_timestamp() WHERE campaign_id = $1 AND account_id = ANY($2::uuid[])',
      [stage.campaign_id, revoked.map(({ account_id: id }) => id)],
    );
    await this.#progress(tx, stage, 0, rows.length === 0);
    return 'more';
  }

  async #add<Row extends Ended>(
    tx: Transaction,
    campaignId: string,
    rows: readonly Row[],
    revocationOf: (row: Row) => string,
  ): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(ADD, [
      campaignId,
      rows.map(({ sid }) => sid),
      rows.map(revocationOf),
      rows.map(({ kind }) => kind),
      rows.map(({ model }) => model),
      rows.map(({ counts }) => counts),
    ]);
  }

  async #progress(tx: Transaction, stage: Stage, to: number, isLast: boolean): Promise<void> {
    await tx.query(
      `WITH stage AS (
         UPDATE campaign_stages SET marked_to = $3, marked_at = CASE WHEN $4 THEN clock_timestamp() END
          WHERE campaign_id = $1 AND stage = $2
       )
       UPDATE revocations SET marked_at = clock_timestamp() WHERE $4 AND id = $5`,
      [stage.campaign_id, stage.stage, to, isLast, stage.revocation_id],
    );
  }
}
