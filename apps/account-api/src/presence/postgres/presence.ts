import type { Database } from '#libs/database';
import type { Presence, PresenceStore } from '../presence-store.js';

/**
 * When the gateway saw it, never when its word was read: that may be long after, and the page tells by it whether
 * a device was connected since it was signed out. Never later than now, whatever a gateway's clock says.
 */
const seenAt = (at: string): string =>
  `greatest(sessions.last_seen_at, least(clock_timestamp(), to_timestamp(${at}::float8 / 1000)))`;

/** In an order that all instances share, so that no two batches hold what the other waits for. */
const LOCKED = `locked AS MATERIALIZED (
    SELECT sid, account_id FROM sessions WHERE sid = ANY ($1::uuid[]) ORDER BY sid FOR NO KEY UPDATE
  )`;

const ONLINE = `
  WITH named AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[])
      AS n (sid, gateway, boot, connection, address, at)
  ), ${LOCKED}, newest AS (
    SELECT DISTINCT ON (sid) sid, address, at FROM named ORDER BY sid, at DESC
  ), seen AS (
    UPDATE sessions SET last_seen_at = ${seenAt('n.at')}, last_address = coalesce(n.address, last_address)
      FROM newest n JOIN locked USING (sid) WHERE sessions.sid = n.sid
  ), connected AS (
    INSERT INTO device_presence (sid, gateway, boot, connection, address, since)
    SELECT sid, gateway, boot, connection, address, clock_timestamp() FROM named JOIN locked USING (sid)
    ON CONFLICT (sid, boot, connection) DO NOTHING
    RETURNING sid
  )
  SELECT sid, account_id AS sub FROM locked JOIN connected USING (sid)`;

/** A row that is locked goes with its gateway's run: whoever forgets that may hold some of these and wait for others. */
const OFFLINE = `
  WITH named AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::float8[]) AS n (sid, boot, connection, at)
  ), ${LOCKED}, going AS MATERIALIZED (
    SELECT p.sid, p.boot, p.connection, named.at FROM device_presence p JOIN named USING (sid, boot, connection)
       FOR UPDATE OF p SKIP LOCKED
  ), gone AS (
    DELETE FROM device_presence p USING going g
     WHERE p.sid = g.sid AND p.boot = g.boot AND p.connection = g.connection
    RETURNING p.sid, g.at
  ), newest AS (
    SELECT sid, max(at) AS at FROM gone GROUP BY sid
  )
  UPDATE sessions SET last_seen_at = ${seenAt('n.at')} FROM newest n JOIN locked USING (sid)
   WHERE sessions.sid = n.sid
  RETURNING sessions.sid, sessions.account_id AS sub`;

interface ChangedRow {
  readonly sid: string;
  readonly sub: string;
}

/** A run is known from its first progress report, which is before its first connection; this is ample. */
const NEW_RUN_S = 30;

export class PostgresPresence implements PresenceStore {
  constructor(private readonly database: Database) {}

  /** Who went is noted after who came: of one connection the coming is always the earlier. */
  async note(said: readonly Presence[]): Promise<readonly (string | null)[]> {
    const [came, went] = [said.filter(({ online }) => online), said.filter(({ online }) => !online)];
    const online = came.length === 0 ? [] : await this.database.query<ChangedRow>(ONLINE, columns(came));
    const offline =
      went.length === 0
        ? []
        : await this.database.query<ChangedRow>(
            OFFLINE,
            columns(went).filter((_, column) => column !== GATEWAY && column !== ADDRESS),
          );
    const [on, off] = [online, offline].map((rows) => new Map(rows.map(({ sid, sub }) => [sid, sub])));
    return said.map(({ sid, online: isOnline }) => (isOnline ? on : off)!.get(sid) ?? null);
  }

  async forget(boot: string): Promise<void> {
    await this.database.query('DELETE FROM device_presence WHERE boot = $1', [boot]);
  }

  async keepOnly(boots: readonly string[]): Promise<void> {
    await this.database.query(
      `DELETE FROM device_presence WHERE boot <> ALL ($1::text[]) AND since < clock_timestamp() - make_interval(secs => $2)`,
      [boots, NEW_RUN_S],
    );
  }
}

const GATEWAY = 1;
const ADDRESS = 4;

const columns = (said: readonly Presence[]): readonly (readonly unknown[])[] => [
  said.map(({ sid }) => sid),
  said.map(({ gateway }) => gateway),
  said.map(({ boot }) => boot),
  said.map(({ connection }) => connection),
  said.map(({ address = null }) => address),
  said.map(({ at }) => at),
];
