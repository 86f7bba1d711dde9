import type { Transaction } from '#libs/database';
import type { NewEvent } from '../new-event.js';
import type { Stored } from '../revocation-store.js';
import type { RevokedSession } from '../revocation.js';
import {
  followingRows,
  insertParameters,
  REVOCATION_INSERT,
  REVOCATION_VALUES,
} from './insert-revocation.js';
import {
  ACCOUNT_COVERS,
  REVOCATION_COLUMNS,
  revocationOf,
  revokedSessionOf,
  type RevocationRow,
  type RevokedSessionRow,
} from './rows.js';

/**
 * One statement, one round trip: the hot path of a sign-out. The unique index over `sid` lets one of many at
 * once through; the others wait for its commit and insert nothing.
 */
const REVOKE_SESSION = `
  WITH target AS (
    SELECT s.sid, s.account_id, s.kind, s.name, s.model,
           EXISTS (SELECT 1 FROM device_presence p WHERE p.sid = s.sid) AS reachable
      FROM sessions s
     WHERE s.sid = $9::uuid AND s.account_id = $10::uuid AND s.live_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM revocations r WHERE ${ACCOUNT_COVERS})
  ), revocation AS (
    ${REVOCATION_INSERT}
    SELECT ${REVOCATION_VALUES}, 'session', account_id, sid, NULL, NULL,
           $6::text = 'signed-out' AND kind <> 'browser', NULL
      FROM target
    ON CONFLICT (sid) WHERE scope = 'session' DO NOTHING
    RETURNING r.*
  ), marked AS (
    UPDATE sessions SET revocation_id = $1::uuid FROM revocation WHERE sessions.sid = revocation.sid
  ), ${followingRows(
    `CASE $6::text WHEN 'local' THEN 'session-left' WHEN 'superseded' THEN 'session-superseded' ELSE 'session-revoked' END`,
    `(SELECT jsonb_build_object('kind', kind, 'name', name, 'model', model) FROM target)`,
  )}
  SELECT ${REVOCATION_COLUMNS}, target.kind, target.name, target.model, target.reachable, stored.id AS outbox_id
    FROM revocation r, target, stored`;

export async function revokeSessionRow(
  database: Transaction,
  target: { readonly sub: string; readonly sid: string; readonly sinceRequestMs: number },
  event: NewEvent,
): Promise<{ readonly stored: Stored; readonly session: RevokedSession } | null> {
  const [row] = await database.query<RevocationRow & RevokedSessionRow & { readonly outbox_id: number }>(
    REVOKE_SESSION,
    [...insertParameters(event, target.sinceRequestMs), target.sid, target.sub],
  );
  if (row === undefined) return null;
  return {
    session: revokedSessionOf({ ...row, sid: target.sid, confirmed_at: null, receipt: null }),
    stored: {
      revocation: revocationOf(row),
      event: {
        outboxId: row.outbox_id,
        revocationId: row.id,
        sub: target.sub,
        sid: target.sid,
        txn: row.txn,
        cause: event.cause,
        payload: event.payload,
      },
    },
  };
}
