import type { NewEvent } from '../new-event.js';
import { EVENTS_TOPIC } from '../revocation.js';

/**
 * What every revocation's INSERT shares: its columns, and the parameters $1 to $8. `requested_at` is the
 * database's clock less the time the request had been here, so all of a row's times are of one clock.
 */
export const REVOCATION_INSERT = `INSERT INTO revocations AS r (id, jti, txn, predicate, payload, cause,
  initiating_entity, requested_at, scope, account_id, sid, cutoff, except_sid, awaits_receipt, idempotency_key)`;

export const REVOCATION_VALUES = `$1::uuid, $2::uuid, $3::uuid, $4::jsonb, $5::text, $6::text, $7::text,
  clock_timestamp() - $8::float8 * interval '1 ms'`;

export const insertParameters = (event: NewEvent, sinceRequestMs: number): readonly unknown[] => [
  event.id,
  event.jti,
  event.txn,
  JSON.stringify(event.predicate),
  event.payload,
  event.cause,
  event.initiatingEntity,
  sinceRequestMs,
];

/** The rows that go with a row of the CTE `revocation`: the outbox's and the activity's. `$5` is the payload. */
export const followingRows = (type: string, details: string): string => `stored AS (
    INSERT INTO outbox (topic, key, headers, payload)
    SELECT '${EVENTS_TOPIC}', account_id::text, jsonb_build_object('type', 'set', 'txn', txn), $5 FROM revocation
    RETURNING id
  ), entry AS (
    INSERT INTO activity_entries (account_id, type, sid, revocation_id, details)
    SELECT account_id, ${type}, sid, id, ${details} FROM revocation
  )`;
