import { Batches } from '#libs/batches';
import { isDatabaseUnavailable, type Database, type Transaction } from '#libs/database';
import { covers, type Predicate, type SessionFacts } from '#libs/revocation-index';
import type { NewEvent } from '../new-event.js';
import type { AccountRequest, RevocationStore } from '../revocation-store.js';
import type { Revocation, RevokedSession } from '../revocation.js';
import { mayCover } from './may-cover.js';
import { revokeAccountRows } from './revoke-account.sql.js';
import { revokeSessionRow, type RevokedNow, type SessionTarget } from './revoke-session.sql.js';
import { revokeSessionRows } from './revoke-sessions.sql.js';
import {
  ACCOUNT_COVERS,
  ms,
  REVOCATION_COLUMNS,
  revocationOf,
  revokedSessionOf,
  type RevocationRow,
  type RevokedSessionRow,
} from './rows.js';

const COVERING = `SELECT jti, payload, predicate FROM ${mayCover('$1::uuid', '$2::uuid', '$3::bigint')} r
   ORDER BY committed_at DESC`;

const FIRST_OF = `
  SELECT r.* FROM sessions s, LATERAL (
    SELECT ${REVOCATION_COLUMNS} FROM revocations r WHERE r.scope = 'session' AND r.sid = s.sid
    UNION ALL
    SELECT ${REVOCATION_COLUMNS} FROM revocations r WHERE ${ACCOUNT_COVERS}
  ) r
   WHERE s.sid = $1::uuid AND s.account_id = $2::uuid AND s.live_at IS NOT NULL
   ORDER BY r.committed_at, r.id LIMIT 1`;

/**
 * Sessions an account's revocation ended. One that an earlier revocation had settled (a day ago, or
 * confirmed, or with nothing to confirm) is that one's, not this one's.
 */
const SESSIONS_OF = `
  SELECT s.sid, s.kind, s.name, s.model, s.account_id AS sub, s.seq, s.app_version,
         EXISTS (SELECT 1 FROM device_presence p WHERE p.sid = s.sid) OR s.last_seen_at >= r.requested_at AS reachable,
         c.jws AS receipt, ${ms('c.confirmed_at')} AS confirmed_at
    FROM revocations r
    JOIN sessions s ON s.account_id = r.account_id AND s.live_at IS NOT NULL
     AND CASE r.scope WHEN 'session' THEN s.sid = r.sid
              ELSE s.seq <= r.cutoff AND s.sid IS DISTINCT FROM r.except_sid END
    LEFT JOIN receipts c ON c.sid = s.sid
   WHERE r.id = $1::uuid
     AND (r.scope = 'session' OR NOT EXISTS (
       SELECT 1 FROM revocations e
        WHERE ((e.scope = 'session' AND e.sid = s.sid)
               OR (e.scope = 'account' AND e.account_id = s.account_id AND e.cutoff >= s.seq
                   AND e.except_sid IS DISTINCT FROM s.sid))
          AND (e.committed_at, e.id) < (r.committed_at, r.id)
          AND (NOT e.awaits_receipt OR s.kind = 'browser' OR c.confirmed_at < r.requested_at
               OR e.committed_at < r.requested_at - interval '1 day')))
   ORDER BY s.seq DESC`;

/** Of a class an account sees its own sessions, and nothing of others. */
const FIND_CLASS = `
  SELECT ${REVOCATION_COLUMNS} FROM revocations r
   WHERE r.id = $1::uuid AND r.scope = 'class' AND EXISTS (
     SELECT 1 FROM sessions s JOIN campaign_members m ON m.sid = s.sid AND m.revocation_id = r.id
      WHERE s.account_id = $2::uuid)`;

const SESSIONS_OF_CLASS = `
  SELECT s.sid, s.kind, s.name, s.model, s.account_id AS sub, s.seq, s.app_version,
         EXISTS (SELECT 1 FROM device_presence p WHERE p.sid = s.sid) OR s.last_seen_at >= r.requested_at AS reachable,
         c.jws AS receipt, ${ms('c.confirmed_at')} AS confirmed_at
    FROM revocations r
    JOIN sessions s ON s.account_id = $2::uuid AND s.live_at IS NOT NULL
    JOIN campaign_members m ON m.sid = s.sid AND m.revocation_id = r.id
    LEFT JOIN receipts c ON c.sid = s.sid
   WHERE r.id = $1::uuid
   ORDER BY s.seq DESC`;

interface FactsRow extends RevokedSessionRow {
  readonly sub: string;
  readonly seq: number;
  readonly app_version: string;
}

/** A sign-out on its way to the database, with when it came here, by the monotonic clock. */
interface Asked {
  readonly target: SessionTarget;
  readonly event: NewEvent;
  readonly at: number;
}

/** Sign-outs of one statement, and statements at one time. */
const MOST = 50;
const STATEMENTS = 2;

export class PostgresRevocations implements RevocationStore {
  /** Undefined: it is to be asked for alone. */
  readonly #asked = new Batches<Asked, RevokedNow | null | undefined>((asked) => this.#revoke(asked), {
    mostItems: MOST,
    atOnce: STATEMENTS,
    isOfOne: (error) => !isDatabaseUnavailable(error),
  });

  constructor(private readonly database: Database) {}

  async revokeSession(target: SessionTarget, event: NewEvent, tx?: Transaction): Promise<RevokedNow | null> {
    if (tx !== undefined) return revokeSessionRow(tx, target, event);
    const asked = { target, event, at: performance.now() };
    const done = await this.#asked.do(asked);
    return done === undefined ? revokeSessionRow(this.database, untilNow(asked), event) : done;
  }

  async #revoke(asked: readonly Asked[]): Promise<readonly (RevokedNow | null | undefined)[]> {
    const now = asked.map((one) => ({ event: one.event, target: untilNow(one) }));
    const [first] = now;
    if (now.length === 1) return [await revokeSessionRow(this.database, first!.target, first!.event)];
    return revokeSessionRows(this.database, now);
  }

  revokeAccount(
    request: AccountRequest,
    eventFor: (cutoff: number) => NewEvent,
    tx?: Transaction,
  ): ReturnType<RevocationStore['revokeAccount']> {
    if (tx !== undefined) return revokeAccountRows(tx, request, eventFor);
    return this.database.transaction((own) => revokeAccountRows(own, request, eventFor));
  }

  async find(sub: string, id: string): Promise<Revocation | null> {
    const [row] = await this.database.query<RevocationRow>(
      `SELECT ${REVOCATION_COLUMNS} FROM revocations r WHERE r.id = $1::uuid AND r.account_id = $2::uuid`,
      [id, sub],
    );
    if (row !== undefined) return revocationOf(row);
    const [ofClass] = await this.database.query<RevocationRow>(FIND_CLASS, [id, sub]);
    return ofClass === undefined ? null : revocationOf({ ...ofClass, account_id: sub });
  }

  async firstOf(sub: string, sid: string): Promise<Revocation | null> {
    const [row] = await this.database.query<RevocationRow>(FIRST_OF, [sid, sub]);
    return row === undefined ? null : revocationOf(row);
  }

  async sessionsOf({ id, predicate, scope, sub }: Revocation): Promise<readonly RevokedSession[]> {
    const rows = await (scope === 'class'
      ? this.database.query<FactsRow>(SESSIONS_OF_CLASS, [id, sub])
      : this.database.query<FactsRow>(SESSIONS_OF, [id]));
    return rows
      .filter(({ app_version: appVersion, ...row }) => covers(predicate, { ...row, appVersion }))
      .map(revokedSessionOf);
  }

  async covering(
    facts: SessionFacts,
    tx: Transaction = this.database,
  ): Promise<{ jti: string; payload: string } | null> {
    const rows = await tx.query<{ jti: string; payload: string; predicate: Predicate }>(COVERING, [
      facts.sid,
      facts.sub,
      facts.seq,
    ]);
    const row = rows.find(({ predicate }) => covers(predicate, facts));
    return row === undefined ? null : { jti: row.jti, payload: row.payload };
  }
}

const untilNow = ({ target, at }: Asked): SessionTarget => ({
  ...target,
  sinceRequestMs: target.sinceRequestMs + (performance.now() - at),
});
