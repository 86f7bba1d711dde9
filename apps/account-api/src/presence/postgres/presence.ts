import type { Database } from '#libs/database';
import type { PresenceRecord } from '#libs/event-stream';
import type { PresenceStore } from '../presence-store.js';

/**
 * When the gateway saw it, never when its word was read: that may be long after, and the page tells by it whether
 * a device was connected since it was signed out. Never later than now, whatever a gateway's clock says.
 */
const seenAt = (at: string): string =>
  `greatest(sessions.last_seen_at, least(clock_timestamp(), to_timestamp(${at}::float8 / 1000)))`;

const ONLINE = `
  WITH seen AS (
    UPDATE sessions SET last_seen_at = ${seenAt('$6')}, last_address = coalesce($5, last_address) WHERE sid = $1
    RETURNING account_id
  ), connected AS (
    INSERT INTO device_presence (sid, gateway, boot, connection, address, since)
    SELECT $1, $2, $3, $4, $5, clock_timestamp() FROM seen
    ON CONFLICT (sid, boot, connection) DO NOTHING
    RETURNING sid
  )
  SELECT account_id AS sub FROM seen, connected`;

const OFFLINE = `
  WITH gone AS (
    DELETE FROM device_presence WHERE sid = $1 AND boot = $2 AND connection = $3 RETURNING sid
  )
  UPDATE sessions SET last_seen_at = ${seenAt('$4')} FROM gone WHERE sessions.sid = gone.sid
  RETURNING account_id AS sub`;

/** A run is known from its first progress report, which is before its first connection; this is ample. */
const NEW_RUN_S = 30;

export class PostgresPresence implements PresenceStore {
  constructor(private readonly database: Database) {}

  async note(record: PresenceRecord): Promise<{ readonly sub: string } | null> {
    const { sid, gateway, boot, connection, online, at, address = null } = record;
    const rows = online
      ? await this.database.query<{ sub: string }>(ONLINE, [sid, gateway, boot, connection, address, at])
      : await this.database.query<{ sub: string }>(OFFLINE, [sid, boot, connection, at]);
    return rows[0] ?? null;
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
