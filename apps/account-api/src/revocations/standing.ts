import type { Database } from '#libs/database';

/** Whoever looks, looks each few seconds; a million rows of one campaign are not to be counted for each. */
const KEPT_MS = 5_000;

/** One session each: a class is its campaign's to follow. */
const UNCONFIRMED = `
  SELECT count(*) FILTER (WHERE r.committed_at < clock_timestamp() - interval '10 seconds')::int AS "10s",
         count(*) FILTER (WHERE r.committed_at < clock_timestamp() - interval '1 minute')::int AS "1m",
         count(*) FILTER (WHERE r.committed_at < clock_timestamp() - interval '10 minutes')::int AS "10m",
         count(*) FILTER (WHERE r.committed_at < clock_timestamp() - interval '1 hour')::int AS "1h"
    FROM revocations r
   WHERE r.scope = 'session' AND r.awaits_receipt AND r.committed_at > clock_timestamp() - interval '1 day'
     AND NOT EXISTS (SELECT 1 FROM receipts c WHERE c.sid = r.sid)`;

/** What waits, for `/metrics`: counted at most each few seconds. */
export class Standing {
  #unconfirmed: { readonly at: number; readonly counts: Promise<ReadonlyMap<string, number>> } | null = null;

  constructor(private readonly database: Pick<Database, 'query'>) {}

  async unsent(): Promise<number> {
    const sql = 'SELECT count(*)::int AS unsent FROM outbox WHERE sent_at IS NULL';
    const [row] = await this.database.query<{ unsent: number }>(sql);
    return row?.unsent ?? 0;
  }

  unconfirmed(): Promise<ReadonlyMap<string, number>> {
    const now = performance.now();
    if (this.#unconfirmed === null || now - this.#unconfirmed.at > KEPT_MS)
      this.#unconfirmed = { at: now, counts: this.#count() };
    return this.#unconfirmed.counts;
  }

  async #count(): Promise<ReadonlyMap<string, number>> {
    const [row] = await this.database.query<Record<string, number>>(UNCONFIRMED);
    return new Map(Object.entries(row ?? {}));
  }
}
