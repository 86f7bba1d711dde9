import type { Transaction } from '#libs/database';
import type { NewEvent } from '../new-event.js';
import { EVENTS_TOPIC } from '../revocation.js';
import { REVOCATION_INSERT } from './insert-revocation.js';
import {
  doneOf,
  ENTRY_TYPE,
  type DoneRow,
  type RevokedNow,
  type SessionTarget,
} from './revoke-session.sql.js';
import { ACCOUNT_COVERS, REVOCATION_COLUMNS } from './rows.js';

/** One sign-out of many that are asked for at one time. */
export interface AskedRevocation {
  readonly target: SessionTarget;
  readonly event: NewEvent;
}

/**
 * The statement of one sign-out, for many. It waits for nobody: what somebody else has under way at this moment is left
 * out, so that no sign-out waits for another account's, and so that two of these cannot wait for one another.
 */
const REVOKE_SESSIONS = `
  WITH target AS (
    SELECT a.*, s.kind, s.name, s.model, EXISTS (SELECT 1 FROM device_presence p WHERE p.sid = s.sid) AS reachable
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $8::float8[],
                  $9::uuid[], $10::uuid[])
        AS a (id, jti, txn, predicate, payload, cause, initiating_entity, since_request_ms, sid, account_id)
      JOIN sessions s ON s.sid = a.sid AND s.account_id = a.account_id
      JOIN accounts o ON o.id = s.account_id
     WHERE s.live_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM revocations r WHERE ${ACCOUNT_COVERS})
       FOR NO KEY UPDATE OF s SKIP LOCKED FOR KEY SHARE OF o SKIP LOCKED
  ), revocation AS (
    ${REVOCATION_INSERT}
    SELECT id, jti, txn, predicate, payload, cause, initiating_entity,
           clock_timestamp() - since_request_ms * interval '1 ms', 'session', account_id, sid, NULL, NULL,
           cause = 'signed-out' AND kind <> 'browser', NULL
      FROM target
    ON CONFLICT (sid) WHERE scope = 'session' DO NOTHING
    RETURNING r.*
  ), marked AS (
    UPDATE sessions SET revocation_id = revocation.id FROM revocation WHERE sessions.sid = revocation.sid
  ), stored AS (
    INSERT INTO outbox (topic, key, headers, payload)
    SELECT '${EVENTS_TOPIC}', account_id::text, jsonb_build_object('type', 'set', 'txn', txn), payload FROM revocation
    RETURNING id, (headers ->> 'txn')::uuid AS txn
  ), entry AS (
    INSERT INTO activity_entries (account_id, type, sid, revocation_id, details)
    SELECT r.account_id, ${ENTRY_TYPE('r.cause')}, r.sid, r.id,
           jsonb_build_object('kind', t.kind, 'name', t.name, 'model', t.model)
      FROM revocation r JOIN target t USING (id)
  )
  SELECT ${REVOCATION_COLUMNS}, t.kind, t.name, t.model, t.reachable, o.id AS outbox_id
    FROM revocation r JOIN target t USING (id) JOIN stored o ON o.txn = r.txn`;

/**
 * What was revoked of what was asked, in its order. Undefined says nothing: it is over, or nobody’s, or somebody else has
 * it under way.
 */
export async function revokeSessionRows(
  database: Transaction,
  asked: readonly AskedRevocation[],
): Promise<readonly (RevokedNow | undefined)[]> {
  const each = <T>(of: (one: AskedRevocation) => T): readonly T[] => asked.map(of);
  const rows = await database.query<DoneRow>(REVOKE_SESSIONS, [
    each(({ event }) => event.id),
    each(({ event }) => event.jti),
    each(({ event }) => event.txn),
    each(({ event }) => JSON.stringify(event.predicate)),
    each(({ event }) => event.payload),
    each(({ event }) => event.cause),
    each(({ event }) => event.initiatingEntity),
    each(({ target }) => target.sinceRequestMs),
    each(({ target }) => target.sid),
    each(({ target }) => target.sub),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return asked.map(({ target, event }) => {
    const row = byId.get(event.id);
    return row === undefined ? undefined : doneOf(row, target, event);
  });
}
