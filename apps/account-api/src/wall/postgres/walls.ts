import { randomUUID } from 'node:crypto';
import type { Database } from '#libs/database';
import type { Predicate, SessionFacts } from '#libs/revocation-index';
import { isSignedIn } from '../../campaigns/postgres/over-before.js';
import { ms } from '../../revocations/postgres/rows.js';
import type { Tile, Wall, WallStore } from '../wall.js';

/** Each is some hundred kilobytes; a page that is older than that many looks reads its tiles again. */
const KEPT_AN_OPERATOR = 10;

const TILES = `
  SELECT s.sid, s.kind, s.model, p.sid IS NOT NULL AS online
    FROM (SELECT s.sid, s.kind, s.model, s.seq FROM sessions s
           WHERE s.kind <> 'browser' AND ${isSignedIn('$2')} AND s.revocation_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM revocations e WHERE e.scope = 'account' AND e.account_id = s.account_id
                              AND e.cutoff >= s.seq AND e.except_sid IS DISTINCT FROM s.sid)
             AND NOT EXISTS (SELECT 1 FROM campaign_members m WHERE m.sid = s.sid)
           ORDER BY s.seq DESC LIMIT $1) s
    LEFT JOIN (SELECT DISTINCT sid FROM device_presence) p ON p.sid = s.sid
   ORDER BY s.seq`;

const ADD = `
  WITH old AS (
    DELETE FROM walls WHERE id IN (
      SELECT id FROM walls WHERE operator_id = $2 ORDER BY made_at DESC OFFSET ${KEPT_AN_OPERATOR - 1})
  )
  INSERT INTO walls (id, operator_id, sids) VALUES ($1, $2, $3) RETURNING ${ms('made_at')} AS at`;

const FIND = `
  SELECT s.sid, s.account_id AS sub, s.seq, s.kind, s.model, s.app_version AS "appVersion"
    FROM walls w CROSS JOIN unnest(w.sids) WITH ORDINALITY AS t (sid, n)
    JOIN sessions s ON s.sid = t.sid
   WHERE w.id = $1
   ORDER BY t.n`;

const EXISTS = `
  SELECT id, ${ms('made_at')} AS "madeAt" FROM walls
   WHERE operator_id = $1 AND ($2::uuid IS NULL OR id = $2::uuid) ORDER BY made_at DESC LIMIT 1`;

export class PostgresWalls implements WallStore {
  constructor(
    private readonly database: Database,
    private readonly deviceIdleDays: number,
  ) {}

  async add(operatorId: string, limit: number): ReturnType<WallStore['add']> {
    const tiles = await this.database.query<Tile>(TILES, [limit, this.deviceIdleDays]);
    const wall = randomUUID();
    const [row] = await this.database.query<{ at: number }>(ADD, [
      wall,
      operatorId,
      tiles.map(({ sid }) => sid),
    ]);
    return { wall, at: row!.at, tiles };
  }

  async find(operatorId: string, id: string | null): Promise<Wall | null> {
    const [wall] = await this.database.query<{ id: string; madeAt: number }>(EXISTS, [operatorId, id]);
    if (wall === undefined) return null;
    const sessions = await this.database.query<SessionFacts>(FIND, [wall.id]);
    return { ...wall, sessions };
  }

  async now(): Promise<number> {
    const [row] = await this.database.query<{ now: number }>(`SELECT ${ms('clock_timestamp()')} AS now`);
    return row!.now;
  }

  present(): Promise<readonly string[]> {
    return this.#sids('SELECT DISTINCT sid FROM device_presence');
  }

  confirmedOf(sids: readonly string[]): Promise<readonly string[]> {
    return this.#sids('SELECT sid FROM receipts WHERE sid = ANY($1::uuid[])', [sids]);
  }

  confirmedSince(since: number): Promise<readonly string[]> {
    return this.#sids('SELECT sid FROM receipts WHERE confirmed_at >= to_timestamp($1::float8 / 1000)', [
      since,
    ]);
  }

  async blockedSince(since: number): Promise<readonly Predicate[]> {
    const rows = await this.database.query<{ predicate: Predicate }>(
      'SELECT predicate FROM revocations WHERE blocked_at >= to_timestamp($1::float8 / 1000)',
      [since],
    );
    return rows.map(({ predicate }) => predicate);
  }

  async #sids(sql: string, parameters: readonly unknown[] = []): Promise<readonly string[]> {
    return (await this.database.query<{ sid: string }>(sql, parameters)).map(({ sid }) => sid);
  }
}
