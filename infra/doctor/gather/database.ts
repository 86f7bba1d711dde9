import { lookAtMigrations, openDatabase, type Database } from '#libs/database';
import type { DatabaseFacts } from '../facts.js';

const STATEMENT_MS = 10_000;

/** As of the database: what waits in the outbox, and what was blocked for long and is not confirmed. */
const STANDING = `
  SELECT (SELECT count(*)::int FROM outbox WHERE sent_at IS NULL) AS unsent,
         coalesce((SELECT extract(epoch FROM clock_timestamp() - min(created_at))::float8 * 1000
                     FROM outbox WHERE sent_at IS NULL), 0) AS "oldestUnsentMs",
         (SELECT count(*)::int FROM revocations r JOIN sessions s ON s.sid = r.sid
           WHERE r.scope = 'session' AND r.awaits_receipt AND r.blocked_at IS NOT NULL
             AND r.committed_at BETWEEN clock_timestamp() - interval '1 day'
                                    AND clock_timestamp() - $1::float8 * interval '1 ms'
             AND s.last_seen_at >= r.requested_at
             AND NOT EXISTS (SELECT 1 FROM receipts c WHERE c.sid = r.sid)) AS unconfirmed`;

/** Those of the last minutes may be of a gateway that has not reported yet. */
const PRESENCE = `
  SELECT gateway, boot, count(*)::int AS devices FROM device_presence
   WHERE since < clock_timestamp() - interval '2 minutes' GROUP BY gateway, boot`;

export async function gatherDatabase(url: string, unconfirmedForMs: number): Promise<DatabaseFacts> {
  const { host, pathname } = new URL(url);
  const where = `${host}${pathname}`;
  let database: Database | null = null;
  try {
    database = await openDatabase(url, { poolSize: 1, statementMs: STATEMENT_MS });
    return { where, fault: null, found: await found(database, unconfirmedForMs) };
  } catch (error) {
    return { where, fault: saidBy(error), found: null };
  } finally {
    await database?.close().catch(() => undefined);
  }
}

async function found(
  database: Database,
  unconfirmedForMs: number,
): Promise<NonNullable<DatabaseFacts['found']>> {
  const askedAt = Date.now();
  const [server] = await database.query<{ version: number; now: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version,
            extract(epoch FROM clock_timestamp())::float8 * 1000 AS now`,
  );
  const between = (askedAt + Date.now()) / 2;
  const { missing, unknown } = await lookAtMigrations(database);
  const facts = {
    version: server!.version,
    migrationsMissing: missing,
    migrationsUnknown: unknown,
    clockAheadMs: server!.now - between,
  };
  // Tables that are not there have nothing that waits.
  if (missing.length > 0) return { ...facts, unsent: 0, oldestUnsentMs: 0, unconfirmed: 0, presence: [] };
  const [standing] = await database.query<{ unsent: number; oldestUnsentMs: number; unconfirmed: number }>(
    STANDING,
    [unconfirmedForMs],
  );
  const presence = await database.query<{ gateway: string; boot: string; devices: number }>(PRESENCE);
  return { ...facts, ...standing!, presence };
}

/** Node’s error for a name with several addresses has no words of its own. */
function saidBy(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: string; errors?: Error[] };
  return message || errors?.[0]?.message || code || 'no answer';
}
