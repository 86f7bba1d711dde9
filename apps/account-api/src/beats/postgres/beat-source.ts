import type { Database, Transaction } from '#libs/database';
import type { Beat } from '#libs/event-stream';
import { EVENTS_TOPIC } from '../../revocations/revocation.js';
import { ms } from '../../revocations/postgres/rows.js';
import type { BeatSource, Leadership } from '../beat-source.js';

const BEATS_LOCK = 7_402_119;

// clock_timestamp() is read before the rows are: an age that is a little too old is safe, one too young is not.
const BEAT = `
  WITH time AS MATERIALIZED (SELECT clock_timestamp() AS now)
  SELECT ${ms('time.now')} AS "databaseTime",
         coalesce((SELECT ${ms('clock_timestamp() - o.created_at')} FROM outbox o
                    WHERE o.sent_at IS NULL AND o.topic = $1 ORDER BY o.created_at LIMIT 1), 0) AS "unsentForMs"
    FROM time`;

export class PostgresBeatSource implements BeatSource {
  constructor(private readonly database: Database) {}

  whileLeading(lead: (leadership: Leadership) => Promise<void>): Promise<boolean> {
    return this.database.withConnection(async (connection) => {
      const [lock] = await connection.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
        BEATS_LOCK,
      ]);
      if (lock?.held !== true) return false;
      try {
        // A stopped process keeps its connection: without this nobody would beat until it is killed.
        await connection.query(`SET idle_session_timeout = '2s'`);
        await lead({ beat: () => beat(connection) });
        return true;
      } finally {
        await giveBack(connection);
      }
    });
  }
}

async function beat(connection: Transaction): Promise<Beat> {
  const [row] = await connection.query<{ databaseTime: number; unsentForMs: number }>(BEAT, [EVENTS_TOPIC]);
  return { v: 1, databaseTime: row!.databaseTime, unsentForMs: Math.max(0, row!.unsentForMs) };
}

/** The connection goes back to a pool. If it is lost, so are lock and setting. */
async function giveBack(connection: Transaction): Promise<void> {
  try {
    await connection.query('RESET idle_session_timeout');
    await connection.query('SELECT pg_advisory_unlock($1)', [BEATS_LOCK]);
  } catch {
    // Lost; nothing to give back.
  }
}
