import type { Database } from '#libs/database';
import { covers, type SessionFacts } from '#libs/revocation-index';
import {
  ACCOUNT_COVERS,
  ms,
  REVOCATION_COLUMNS,
  type RevocationRow,
} from '../../revocations/postgres/rows.js';
import { BROWSER_ONLINE_MS, type ListRequest, type SessionList } from '../session-list.js';
import type { SessionPage, SessionView, SignOut } from '../session.js';

/**
 * A session with the first revocation that ended it, if any: three index reads a session, whatever the account's
 * size. Classes whose members are not written down yet come beside, and are judged by `covers()`. One whose cookie or tokens have expired by themselves is not active, and is left out.
 */
const PAGE = `
  SELECT s.sid AS session_sid, s.seq, s.kind, s.name, s.model, s.app_version, s.last_address,
         ${ms('s.created_at')} AS created_at, ${ms('s.last_seen_at')} AS last_seen_at,
         CASE s.kind WHEN 'browser' THEN s.last_seen_at > clock_timestamp() - $4::float8 * interval '1 ms'
              ELSE EXISTS (SELECT 1 FROM device_presence p WHERE p.sid = s.sid) END AS online,
         ${ms('c.confirmed_at')} AS confirmed_at, r.*,
         (SELECT json_agg(row_to_json(k) ORDER BY k.committed_at) FROM (
            SELECT ${REVOCATION_COLUMNS} FROM revocations r WHERE r.scope = 'class' AND r.marked_at IS NULL
          ) k) AS classes
    FROM sessions s
    LEFT JOIN LATERAL (
      SELECT * FROM (
        SELECT ${REVOCATION_COLUMNS} FROM revocations r WHERE r.scope = 'session' AND r.sid = s.sid
        UNION ALL
        (SELECT ${REVOCATION_COLUMNS} FROM revocations r WHERE ${ACCOUNT_COVERS} ORDER BY r.cutoff LIMIT 1)
        UNION ALL
        SELECT ${REVOCATION_COLUMNS} FROM campaign_members m JOIN revocations r ON r.id = m.revocation_id
         WHERE m.sid = s.sid AND r.scope = 'class'
      ) r ORDER BY r.committed_at, r.id LIMIT 1
    ) r ON true
    LEFT JOIN receipts c ON c.sid = s.sid
   WHERE s.account_id = $1::uuid AND s.live_at IS NOT NULL AND s.seq < $2::bigint
     AND CASE WHEN r.id IS NOT NULL THEN r.committed_at > ${ms('clock_timestamp()')} - 86400000
              WHEN s.kind = 'browser' THEN EXISTS (
                SELECT 1 FROM browser_sign_ins b WHERE b.sid = s.sid AND b.expires_at > now())
              ELSE s.last_seen_at > now() - make_interval(days => $5) END
   ORDER BY s.seq DESC LIMIT $3`;

const RENAME = `
  WITH found AS (
    SELECT sid, account_id, kind, name, model FROM sessions
     WHERE account_id = $1::uuid AND sid = $2::uuid AND live_at IS NOT NULL
       FOR UPDATE
  ), renamed AS (
    UPDATE sessions s SET name = $3::text FROM found WHERE s.sid = found.sid AND found.name <> $3::text
    RETURNING s.sid, s.account_id, s.kind, s.name, s.model, found.name AS was
  ), entry AS (
    INSERT INTO activity_entries (account_id, type, sid, details)
    SELECT account_id, 'session-renamed', sid,
           jsonb_build_object('kind', kind, 'name', name, 'model', model, 'was', was) FROM renamed
  )
  SELECT EXISTS (SELECT 1 FROM renamed) AS renamed FROM found`;

type Row = Omit<RevocationRow, 'id'> & {
  readonly id: string | null;
  readonly session_sid: string;
  readonly seq: number;
  readonly kind: SessionView['kind'];
  readonly name: string;
  readonly model: string;
  readonly app_version: string;
  readonly last_address: string;
  readonly created_at: number;
  readonly last_seen_at: number;
  readonly online: boolean;
  readonly confirmed_at: number | null;
  readonly classes: readonly RevocationRow[] | null;
};

export class PostgresSessionList implements SessionList {
  constructor(
    private readonly database: Database,
    private readonly deviceIdleDays: number,
  ) {}

  async page({ sub, currentSid, limit, after }: ListRequest): Promise<SessionPage> {
    const rows = await this.database.query<Row>(PAGE, [
      sub,
      after ?? Number.MAX_SAFE_INTEGER,
      limit + 1,
      BROWSER_ONLINE_MS,
      this.deviceIdleDays,
    ]);
    const shown = rows.slice(0, limit);
    return {
      sessions: shown.map((row) => sessionView(row, sub, currentSid)),
      next: rows.length > limit ? String(shown.at(-1)!.seq) : null,
    };
  }

  async rename(sub: string, sid: string, name: string): Promise<'renamed' | 'unchanged' | null> {
    const [row] = await this.database.query<{ renamed: boolean }>(RENAME, [sub, sid, name]);
    return row === undefined ? null : row.renamed ? 'renamed' : 'unchanged';
  }
}

function sessionView(row: Row, sub: string, currentSid: string): SessionView {
  const sid = row.session_sid;
  const signOut = signOutOf(row, sub);
  return {
    sid,
    kind: row.kind,
    name: row.name,
    model: row.model,
    appVersion: row.app_version,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    lastAddress: row.last_address,
    online: row.online && signOut === null,
    current: sid === currentSid,
    state: signOut === null ? 'active' : 'signed-out',
    signOut,
  };
}

function signOutOf(row: Row, sub: string): SignOut | null {
  const { session_sid: sid, seq, kind, model, app_version: appVersion } = row;
  const by = endedBy(row, { sid, sub, seq, kind, model, appVersion });
  if (by === null) return null;
  const awaitsReceipt = by.awaits_receipt && kind !== 'browser';
  return {
    revocationId: by.id,
    requestedAt: by.requested_at,
    blockedAt: by.blocked_at,
    confirmedAt: row.confirmed_at,
    awaitsReceipt,
    reachable: awaitsReceipt ? row.online || row.last_seen_at >= by.requested_at : null,
  };
}

function endedBy(row: Row, facts: SessionFacts): RevocationRow | null {
  const { id, classes } = row;
  const first = id === null ? null : { ...row, id };
  return [first, ...(classes ?? [])].find((one) => one !== null && covers(one.predicate, facts)) ?? null;
}
