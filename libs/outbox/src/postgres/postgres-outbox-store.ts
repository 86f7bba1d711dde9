import type { Database, Transaction } from '#libs/database';
import type { LeaseRequest, NewOutboxRow, OutboxRow, OutboxStore } from '../outbox-store.js';

/** The store in the table `outbox`. Everything but `add` is one statement, hence a transaction of its own. */
export class PostgresOutboxStore implements OutboxStore<Transaction> {
  constructor(private readonly database: Database) {}

  async add(tx: Transaction, rows: readonly NewOutboxRow[]): Promise<readonly OutboxRow[]> {
    if (rows.length === 0) return [];
    const added = await tx.query<{ id: number }>(
      `INSERT INTO outbox (topic, key, headers, payload)
       SELECT topic, key, headers::jsonb, payload
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
              WITH ORDINALITY AS row (topic, key, headers, payload, place)
        ORDER BY place
       RETURNING id`,
      [
        rows.map(({ topic }) => topic),
        rows.map(({ key }) => key),
        rows.map(({ headers }) => JSON.stringify(headers)),
        rows.map(({ payload }) => payload),
      ],
    );
    return rows.map((row, index) => ({ ...row, id: (added[index] as { id: number }).id }));
  }

  /** SKIP LOCKED: a relay takes what another does not hold instead of waiting for it. */
  lease({ by, leaseMs, olderThanMs, limit }: LeaseRequest): Promise<readonly OutboxRow[]> {
    return this.database.query<OutboxRow>(
      `WITH free AS MATERIALIZED (
         SELECT id FROM outbox
          WHERE sent_at IS NULL
            AND created_at <= now() - $3 * interval '1 ms'
            AND (leased_until IS NULL OR leased_until <= now())
          ORDER BY created_at
          LIMIT $4
            FOR UPDATE SKIP LOCKED
       ), taken AS (
         UPDATE outbox SET leased_until = now() + $2 * interval '1 ms', leased_by = $1
          WHERE id IN (SELECT id FROM free)
          RETURNING id, topic, key, headers, payload, created_at
       )
       SELECT id, topic, key, headers, payload FROM taken ORDER BY created_at, id`,
      [by, leaseMs, olderThanMs, limit],
    );
  }

  async release(ids: readonly number[]): Promise<void> {
    await this.database.query(
      `UPDATE outbox SET leased_until = NULL WHERE id = ANY ($1::bigint[]) AND sent_at IS NULL`,
      [ids],
    );
  }

  async markSent(ids: readonly number[]): Promise<void> {
    await this.database.query(
      `UPDATE outbox SET sent_at = clock_timestamp() WHERE id = ANY ($1::bigint[]) AND sent_at IS NULL`,
      [ids],
    );
  }

  async unsentForMs(topic: string): Promise<number> {
    const [row] = await this.database.query<{ age: number | null }>(
      `SELECT extract(epoch FROM clock_timestamp() - min(created_at))::float8 * 1000 AS age
         FROM outbox WHERE sent_at IS NULL AND topic = $1`,
      [topic],
    );
    return Math.max(0, row?.age ?? 0);
  }

  async purgeSent(olderThanMs: number, limit: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM outbox WHERE id = ANY (ARRAY(
         SELECT id FROM outbox WHERE sent_at <= now() - $1 * interval '1 ms' ORDER BY sent_at LIMIT $2
            FOR UPDATE SKIP LOCKED
       )) RETURNING id`,
      [olderThanMs, limit],
    );
    return rows.length;
  }
}
