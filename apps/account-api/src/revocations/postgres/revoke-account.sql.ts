import type { Transaction } from '#libs/database';
import { SignoffError } from '#libs/errors';
import { killApprovedCodes } from '../../enrolment/kill-approved-codes.js';
import type { NewEvent } from '../new-event.js';
import type { AccountRequest, StoredForAccount } from '../revocation-store.js';
import {
  followingRows,
  insertParameters,
  REVOCATION_INSERT,
  REVOCATION_VALUES,
} from './insert-revocation.js';
import { REVOCATION_COLUMNS, revocationOf, type RevocationRow } from './rows.js';

const BY_KEY = `SELECT ${REVOCATION_COLUMNS} FROM revocations r WHERE r.account_id = $1 AND r.idempotency_key = $2`;

/** The last revocation of the same kind, if no session was approved since that another would end. */
const STILL_ENOUGH = `
  SELECT ${REVOCATION_COLUMNS} FROM revocations r
   WHERE r.scope = 'account' AND r.account_id = $1 AND r.except_sid IS NOT DISTINCT FROM $2::uuid
     AND NOT EXISTS (SELECT 1 FROM sessions s
                      WHERE s.account_id = r.account_id AND s.seq > r.cutoff AND s.sid IS DISTINCT FROM $2::uuid)
   ORDER BY r.cutoff DESC LIMIT 1`;

/** Each is held by every enforcement point and in every snapshot for eleven minutes, so none may make thousands. */
const MOST_IN_A_WINDOW = 120;
const WINDOW_S = 600;
const WAIT = `
  SELECT ceil(extract(epoch FROM r.committed_at - clock_timestamp()))::integer + $3::integer AS wait
    FROM revocations r WHERE r.scope = 'account' AND r.account_id = $1 ORDER BY r.cutoff DESC OFFSET $2 LIMIT 1`;

const REVOKE_ACCOUNT = `
  WITH revocation AS (
    ${REVOCATION_INSERT}
    VALUES (${REVOCATION_VALUES}, 'account', $9::uuid, NULL, $10::bigint, $11::uuid, true, $12::text)
    RETURNING r.*
  ), ${followingRows(`'account-revoked'`, `jsonb_build_object('exceptSid', except_sid)`)}
  SELECT ${REVOCATION_COLUMNS}, stored.id AS outbox_id FROM revocation r, stored`;

export async function revokeAccountRows(
  tx: Transaction,
  { sub, exceptSid, idempotencyKey, sinceRequestMs }: AccountRequest,
  eventFor: (cutoff: number) => NewEvent,
): Promise<StoredForAccount> {
  const began = performance.now();
  // The row first, the cut-off second: an approval holds the row FOR SHARE from before it draws its seq to its
  // commit, so each session is wholly before this cut-off or wholly after.
  await tx.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [sub]);
  if (exceptSid !== null) {
    const known = await tx.query('SELECT 1 FROM sessions WHERE sid = $1 AND account_id = $2', [
      exceptSid,
      sub,
    ]);
    if (known.length === 0) throw new SignoffError('session_not_found');
  }
  if (idempotencyKey !== null) {
    const [same] = await tx.query<RevocationRow>(BY_KEY, [sub, idempotencyKey]);
    if (same !== undefined) {
      if (same.except_sid !== exceptSid) throw new SignoffError('idempotency_key_reused');
      return { revocation: revocationOf(same), event: null };
    }
  }
  // Only where the caller gave no key: a key that was answered with an older revocation would be kept by
  // no row, and its repeat would end whatever was linked in between.
  if (idempotencyKey === null) {
    const [enough] = await tx.query<RevocationRow>(STILL_ENOUGH, [sub, exceptSid]);
    if (enough !== undefined) return { revocation: revocationOf(enough), event: null };
  }

  const [full] = await tx.query<{ wait: number }>(WAIT, [sub, MOST_IN_A_WINDOW - 1, WINDOW_S]);
  if (full !== undefined && full.wait > 0) {
    throw new SignoffError('too_many_requests', undefined, { retryAfterS: full.wait });
  }
  const [drawn] = await tx.query<{ cutoff: number }>(`SELECT nextval('session_seq') AS cutoff`);
  const { cutoff } = drawn!;
  const event = eventFor(cutoff);
  const [row] = await tx.query<RevocationRow & { outbox_id: number }>(REVOKE_ACCOUNT, [
    ...insertParameters(event, sinceRequestMs + (performance.now() - began)),
    sub,
    cutoff,
    exceptSid,
    idempotencyKey,
  ]);
  await killApprovedCodes(tx, { sub, exceptSid });
  const revocation = revocationOf(row!);
  const { id: revocationId, txn } = revocation;
  return {
    revocation,
    event: {
      outboxId: row!.outbox_id,
      revocationId,
      sub,
      sid: null,
      txn,
      cause: event.cause,
      payload: event.payload,
    },
  };
}
