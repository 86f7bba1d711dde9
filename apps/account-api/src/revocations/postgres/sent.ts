import type { Database } from '#libs/database';
import type { Sent, SentStore } from '../sent-store.js';

const SENT = `
  WITH sent AS (
    SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::float8[])
      AS s (id, partition, position, committed_after_ms)
  ), marked AS (
    UPDATE outbox o SET sent_at = coalesce(o.sent_at, clock_timestamp()) FROM sent WHERE o.id = sent.id
    RETURNING o.id, (o.payload::jsonb ->> 'jti')::uuid AS jti
  )
  UPDATE revocations r
     SET event_partition = coalesce(r.event_partition, sent.partition),
         event_offset = coalesce(r.event_offset, sent.position),
         committed_at = coalesce(r.requested_at + sent.committed_after_ms * interval '1 ms', r.committed_at)
    FROM sent JOIN marked USING (id)
   WHERE r.jti = marked.jti`;

export class PostgresSent implements SentStore {
  constructor(private readonly database: Database) {}

  async sent(events: readonly Sent[]): Promise<void> {
    await this.database.query(SENT, [
      events.map(({ outboxId }) => outboxId),
      events.map(({ partition }) => partition),
      events.map(({ offset }) => String(offset)),
      events.map(({ committedAfterMs }) => committedAfterMs),
    ]);
  }
}
