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

export interface SessionTarget {
  readonly sub: string;
  readonly sid: string;
  readonly sinceRequestMs: number;
}

export interface RevokedNow {
  readonly stored: Stored;
  readonly session: RevokedSession;
}

export type DoneRow = RevocationRow & RevokedSessionRow & { readonly outbox_id: number };

export const ENTRY_TYPE = (cause: string): string =>
  `CASE ${cause} WHEN 'local' THEN 'session-left' WHEN 'superseded' THEN 'session-superseded' ELSE 'session-revoked' END`;

/**
 * One statement, one round trip: a sign-out. The session's row lets one of many at once through; the others wait for
 * its commit and, by the unique index over `sid`, insert nothing. The row comes first for all that end a session, so
 * that whoever has it waits for nobody who waits for it.
 */
const REVOKE_SESSION = `
  WITH target AS (
    SELECT s.sid, s.account_id, s.kind, s.name, s.model,
           EXISTS (SELECT 1 FROM device_presence p WHERE p.sid = s.sid) AS reachable
      FROM sessions s
     WHERE s.sid = $9::uuid AND s.account_id = $10::uuid AND s.live_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM revocations r WHERE ${ACCOUNT_COVERS})
       FOR NO KEY UPDATE OF s
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
    ENTRY_TYPE('$6::text'),
    `(SELECT jsonb_build_object('kind', kind, 'name', name, 'model', model) FROM target)`,
  )}
  SELECT ${REVOCATION_COLUMNS}, target.kind, target.name, target.model, target.reachable, stored.id AS outbox_id
    FROM revocation r, target, stored`;

export async function revokeSessionRow(
  database: Transaction,
  target: SessionTarget,
  event: NewEvent,
): Promise<RevokedNow | null> {
  const [row] = await database.query<DoneRow>(REVOKE_SESSION, [
    ...insertParameters(event, target.sinceRequestMs),
    target.sid,
    target.sub,
  ]);
  return row === undefined ? null : doneOf(row, target, event);
}

export const doneOf = (row: DoneRow, { sub, sid }: SessionTarget, event: NewEvent): RevokedNow => ({
  session: revokedSessionOf({ ...row, sid, confirmed_at: null, receipt: null }),
  stored: {
    revocation: revocationOf(row),
    event: {
      outboxId: row.outbox_id,
      revocationId: row.id,
      ...{ sub, sid },
      txn: row.txn,
      cause: event.cause,
      payload: event.payload,
    },
  },
});
