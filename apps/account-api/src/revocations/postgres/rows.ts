import type { Predicate } from '#libs/revocation-index';
import type { Revocation, RevocationCause, RevokedSession } from '../revocation.js';

/** Epoch ms with its fraction. */
export const ms = (column: string): string => `extract(epoch FROM ${column})::float8 * 1000`;

export const REVOCATION_COLUMNS = `r.id, r.jti, r.txn, r.scope, r.account_id, r.sid, r.except_sid, r.predicate,
  r.cause, r.awaits_receipt, ${ms('r.requested_at')} AS requested_at, ${ms('r.committed_at')} AS committed_at,
  ${ms('r.blocked_at')} AS blocked_at, r.points`;

export interface RevocationRow {
  readonly id: string;
  readonly jti: string;
  readonly txn: string;
  readonly scope: 'session' | 'account' | 'class';
  /** Of a class null in the table; the reader puts in the account that looks at it. */
  readonly account_id: string;
  readonly sid: string | null;
  readonly except_sid: string | null;
  readonly predicate: Predicate;
  readonly cause: RevocationCause;
  readonly awaits_receipt: boolean;
  readonly requested_at: number;
  readonly committed_at: number;
  readonly blocked_at: number | null;
  readonly points: number | null;
}

export const revocationOf = (row: RevocationRow): Revocation => ({
  id: row.id,
  jti: row.jti,
  txn: row.txn,
  scope: row.scope,
  sub: row.account_id,
  sid: row.sid,
  exceptSid: row.except_sid,
  predicate: row.predicate,
  cause: row.cause,
  awaitsReceipt: row.awaits_receipt,
  requestedAt: row.requested_at,
  committedAt: row.committed_at,
  blockedAt: row.blocked_at,
  points: row.points,
});

export interface RevokedSessionRow {
  readonly sid: string;
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  readonly reachable: boolean;
  readonly confirmed_at: number | null;
  readonly receipt: string | null;
}

export const revokedSessionOf = ({ confirmed_at, ...row }: RevokedSessionRow): RevokedSession => ({
  sid: row.sid,
  kind: row.kind,
  name: row.name,
  model: row.model,
  reachable: row.reachable,
  confirmedAt: confirmed_at,
  receipt: row.receipt,
});

/** Whether an account's revocation `r` covers the session `s`: `covers()` in SQL, held to it by a property test. */
export const ACCOUNT_COVERS = `r.scope = 'account' AND r.account_id = s.account_id AND r.cutoff >= s.seq
  AND r.except_sid IS DISTINCT FROM s.sid`;
