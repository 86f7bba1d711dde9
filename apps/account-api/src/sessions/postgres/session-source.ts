import type { Database, Transaction } from '#libs/database';
import { covers, type Predicate, type SessionFacts } from '#libs/revocation-index';
import type {
  CoveringRevocation,
  NewSession,
  SeenAtRefresh,
  SessionAtRefresh,
  SessionRecord,
  SessionSource,
} from '../../enrolment/device-sessions.js';
import type { Announce } from '../../revocations/announce.js';
import { newEvent } from '../../revocations/new-event.js';
import { mayCover } from '../../revocations/postgres/may-cover.js';
import { ms } from '../../revocations/postgres/rows.js';
import type { RevocationStore } from '../../revocations/revocation-store.js';
import type { RevocationCause, StoredEvent } from '../../revocations/revocation.js';
import type { ActivityFeed } from '../../activity/activity-feed.js';
import { FACTS_LOCK } from '../../campaigns/facts-lock.js';
import { KEPT_MS } from '../../internal/snapshot.js';

interface SessionRow {
  readonly sid: string;
  readonly account_id: string;
  readonly seq: number;
  readonly kind: string;
  readonly model: string;
  readonly app_version: string;
  readonly jkt: string | null;
  readonly live: boolean;
  readonly created_at: number;
  readonly last_seen_at: number;
  readonly read_at: number;
}

const COLUMNS = `sid, account_id, seq, kind, model, app_version, jkt, live_at IS NOT NULL AS live,
         ${ms('created_at')} AS created_at, ${ms('last_seen_at')} AS last_seen_at`;

const SELECT_SESSION = `
  SELECT ${COLUMNS}, ${ms('clock_timestamp()')} AS read_at
    FROM sessions`;

/**
 * `now()` is of the statement's beginning, before its snapshot is taken; `clock_timestamp()` would be after it, and a
 * token dated by it could outlive a revocation that was committed in between.
 */
const REFRESH = `
  WITH judged AS (
    SELECT ${COLUMNS}, ${ms('now()')} AS read_at,
           (SELECT jsonb_agg(jsonb_build_object('jti', r.jti, 'payload', r.payload, 'predicate', r.predicate)
                             ORDER BY r.committed_at DESC)
              FROM ${mayCover('s.sid', 's.account_id', 's.seq')} r) AS revocations
      FROM sessions s WHERE sid = $1::uuid
  ), noted AS (
    UPDATE sessions s SET last_seen_at = clock_timestamp(), last_address = $4::text
      FROM judged j
     WHERE s.sid = j.sid AND j.revocations IS NULL AND j.jkt = $2::text
       AND ($3::text IS NULL OR j.app_version = $3::text)
    RETURNING s.sid
  )
  SELECT judged.*, EXISTS (SELECT 1 FROM noted) AS is_noted FROM judged`;

interface RefreshRow extends SessionRow {
  readonly revocations:
    readonly { readonly jti: string; readonly payload: string; readonly predicate: Predicate }[] | null;
  readonly is_noted: boolean;
}

/** Those that enforcement points, or the source, may still judge by. */
const LIVING_CLASSES = `
  SELECT predicate FROM revocations
   WHERE scope = 'class' AND cutoff >= $1
     AND (marked_at IS NULL OR committed_at > clock_timestamp() - $2::float8 * interval '1 ms')`;

/** Sessions in PostgreSQL. Ending one, for whatever cause, goes by the revocation store and nothing else. */
export class PostgresSessionSource implements SessionSource {
  constructor(
    private readonly database: Database,
    private readonly revocations: RevocationStore,
    private readonly announce: Announce,
    private readonly activity: ActivityFeed,
    private readonly issuer: string,
  ) {}

  async lockAccount(tx: Transaction, sub: string): Promise<boolean> {
    return (await tx.query('SELECT 1 FROM accounts WHERE id = $1 FOR SHARE', [sub])).length === 1;
  }

  async open(tx: Transaction, session: NewSession): Promise<SessionFacts> {
    const { sid, sub, kind, name, model, appVersion, jkt, address } = session;
    const [row] = await tx.query<{ seq: number }>(
      `WITH opened AS (
         INSERT INTO sessions (sid, account_id, seq, kind, name, model, app_version, jkt, address, last_address, live_at)
         VALUES ($1, $2, nextval('session_seq'), $3, $4, $5, $6, $7, $8, $8,
                 CASE WHEN $3 = 'browser' THEN clock_timestamp() END)
         RETURNING sid, account_id, seq, kind, name, model
       ), entry AS (
         INSERT INTO activity_entries (account_id, type, sid, details)
         SELECT account_id, CASE kind WHEN 'browser' THEN 'session-opened' ELSE 'session-approved' END, sid,
                jsonb_build_object('kind', kind, 'name', name, 'model', model) FROM opened
       )
       SELECT seq FROM opened`,
      [sid, sub, kind, name, model, appVersion, jkt, address],
    );
    return { sid, sub, seq: row!.seq, kind, model, appVersion };
  }

  async redeem(sid: string): Promise<boolean> {
    const requestedAt = performance.now();
    const done = await this.database.transaction((tx) => this.#redeem(tx, sid));
    if (done === null) return false;
    this.#announceAll(done.superseded, requestedAt);
    this.activity.changed({ sub: done.sub, type: 'session-opened', sid });
    return true;
  }

  async find(sid: string): Promise<SessionRecord | null> {
    const [row] = await this.database.query<SessionRow>(`${SELECT_SESSION} WHERE sid = $1`, [sid]);
    return row === undefined ? null : recordOf(row);
  }

  async refresh(sid: string, { jkt, appVersion, address }: SeenAtRefresh): Promise<SessionAtRefresh | null> {
    const [row] = await this.database.query<RefreshRow>(REFRESH, [sid, jkt, appVersion, address]);
    if (row === undefined) return null;
    const record = recordOf(row);
    const over = row.revocations?.find(({ predicate }) => covers(predicate, record.facts));
    return {
      ...record,
      over: over === undefined ? null : { jti: over.jti, payload: over.payload },
      isNoted: row.is_noted,
    };
  }

  findRevocationOf(facts: SessionFacts, tx?: Transaction): Promise<CoveringRevocation | null> {
    return this.revocations.covering(facts, tx);
  }

  async refreshed(sid: string, { address }: { readonly address: string }): Promise<void> {
    await this.database.query(
      `UPDATE sessions SET last_seen_at = clock_timestamp(), last_address = $2 WHERE sid = $1`,
      [sid, address],
    );
  }

  updated(
    { sid }: SessionFacts,
    { appVersion, address }: { readonly appVersion: string; readonly address: string },
  ): ReturnType<SessionSource['updated']> {
    return this.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [FACTS_LOCK]);
      const [row] = await tx.query<SessionRow>(`${SELECT_SESSION} WHERE sid = $1 FOR UPDATE`, [sid]);
      const facts = factsOf(row!);
      const over = await this.revocations.covering(facts, tx);
      if (over !== null) return { over };
      const next = { ...facts, appVersion };
      const classes = await tx.query<{ predicate: Predicate }>(LIVING_CLASSES, [facts.seq, KEPT_MS]);
      const taken = classes.some(({ predicate }) => covers(predicate, next)) ? facts : next;
      await tx.query(
        `UPDATE sessions SET last_seen_at = clock_timestamp(), last_address = $2, app_version = $3 WHERE sid = $1`,
        [sid, address, taken.appVersion],
      );
      return { facts: taken };
    });
  }

  async revokeSession(sid: string, cause: 'local' | 'superseded'): Promise<void> {
    const requestedAt = performance.now();
    const session = await this.find(sid);
    if (session === null) return;
    const event = await this.#end(this.database, session.facts.sub, sid, cause);
    if (event !== null) this.#announceAll([event], requestedAt);
  }

  async #redeem(tx: Transaction, sid: string): Promise<{ sub: string; superseded: StoredEvent[] } | null> {
    const [session] = await tx.query<SessionRow>(`${SELECT_SESSION} WHERE sid = $1 FOR UPDATE`, [sid]);
    if (session === undefined || session.live) return null;
    if ((await this.revocations.covering(factsOf(session), tx)) !== null) return null;
    // One redemption a key at a time: of two at once each would miss that the other went live.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `${session.account_id} ${session.jkt ?? sid}`,
    ]);
    const sub = session.account_id;
    const older = await tx.query<{ sid: string }>(
      `SELECT sid FROM sessions
        WHERE account_id = $1 AND jkt = $2 AND live_at IS NOT NULL AND revocation_id IS NULL AND sid <> $3
        ORDER BY seq`,
      [sub, session.jkt, sid],
    );
    await tx.query(
      `WITH live AS (
         UPDATE sessions SET live_at = clock_timestamp(), last_seen_at = clock_timestamp() WHERE sid = $1
         RETURNING account_id, sid, kind, name, model
       )
       INSERT INTO activity_entries (account_id, type, sid, details)
       SELECT account_id, 'session-opened', sid, jsonb_build_object('kind', kind, 'name', name, 'model', model)
         FROM live`,
      [sid],
    );
    const superseded: StoredEvent[] = [];
    for (const one of older) {
      const event = await this.#end(tx, sub, one.sid, 'superseded');
      if (event !== null) superseded.push(event);
    }
    return { sub, superseded };
  }

  async #end(tx: Transaction, sub: string, sid: string, cause: RevocationCause): Promise<StoredEvent | null> {
    const event = newEvent(this.issuer, sub, { type: 'session', sid }, cause);
    const done = await this.revocations.revokeSession({ sub, sid, sinceRequestMs: 0 }, event, tx);
    return done?.stored.event ?? null;
  }

  #announceAll(events: readonly StoredEvent[], requestedAt: number): void {
    const committedAt = performance.now();
    for (const event of events) this.announce.revoked(event, { requestedAt, committedAt });
  }
}

const factsOf = (row: SessionRow): SessionFacts => ({
  sid: row.sid,
  sub: row.account_id,
  seq: row.seq,
  kind: row.kind,
  model: row.model,
  appVersion: row.app_version,
});

const recordOf = (row: SessionRow): SessionRecord => ({
  facts: factsOf(row),
  jkt: row.jkt,
  live: row.live,
  createdAt: row.created_at,
  refreshedAt: row.last_seen_at,
  readAt: row.read_at,
});
