import type { Database } from '#libs/database';
import { CAEP_SESSION_REVOKED } from '#libs/security-event';
import type { FinishesStages } from '../campaign-steps.js';
import { endedWords } from '../campaign-words.js';

/** A gateway gives a device up two seconds after its window; a receipt over HTTPS may take a little longer. */
const AFTER_WINDOW_S = 10;

const RUNNING = `SELECT id FROM campaigns WHERE status = 'running'`;

/** The stage that runs, if it is over: blocked, counted, and nobody who was told is still expected to answer. */
const FINISHED = `
  SELECT g.stage, (SELECT count(*) FROM campaign_stages WHERE campaign_id = c.id) AS stages
    FROM campaigns c
    JOIN LATERAL (
      SELECT * FROM campaign_stages g WHERE g.campaign_id = c.id AND g.started_at IS NOT NULL
       ORDER BY g.stage DESC LIMIT 1
    ) g ON true
    JOIN LATERAL (
      SELECT bool_and(r.blocked_at IS NOT NULL) AS blocked,
             max(r.blocked_at + (coalesce((r.payload::jsonb #>> $2::text[])::float8, 0) / 1000 + ${AFTER_WINDOW_S})
               * interval '1 s') AS patience
        FROM (SELECT g.revocation_id AS id WHERE g.revocation_id IS NOT NULL
              UNION ALL
              SELECT a.revocation_id FROM campaign_accounts a WHERE a.campaign_id = c.id) ids
        LEFT JOIN revocations r ON r.id = ids.id
    ) r ON true
   WHERE c.id = $1 AND c.status = 'running' AND g.marked_at IS NOT NULL AND r.blocked
     AND (c.telling_stopped_at IS NOT NULL OR r.patience < clock_timestamp()
          OR NOT EXISTS (
            SELECT 1 FROM campaign_members m
              JOIN sessions s ON s.sid = m.sid JOIN revocations v ON v.id = m.revocation_id
             WHERE m.campaign_id = c.id AND m.counts
               AND NOT EXISTS (SELECT 1 FROM receipts t WHERE t.sid = m.sid)
               AND (s.last_seen_at >= v.requested_at
                    OR EXISTS (SELECT 1 FROM device_presence p WHERE p.sid = m.sid))))
     FOR UPDATE OF c SKIP LOCKED`;

export class FinishStages implements FinishesStages {
  constructor(private readonly database: Database) {}

  async all(): Promise<void> {
    for (const { id } of await this.database.query<{ id: string }>(RUNNING)) await this.#one(id);
  }

  #one(id: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      const [over] = await tx.query<{ stage: number; stages: number }>(FINISHED, [
        id,
        ['events', CAEP_SESSION_REVOKED, 'receipt_window_ms'],
      ]);
      if (over === undefined) return;
      const isLast = over.stage === over.stages - 1;
      await tx.query('UPDATE campaigns SET status = $2 WHERE id = $1', [
        id,
        isLast ? 'done' : 'between-stages',
      ]);
      await tx.query('INSERT INTO campaign_history (campaign_id, what) VALUES ($1, $2)', [
        id,
        endedWords(over.stage, over.stages),
      ]);
    });
  }
}
