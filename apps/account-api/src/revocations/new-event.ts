import { randomUUID } from 'node:crypto';
import type { Predicate } from '#libs/revocation-index';
import { securityEventClaims, type InitiatingEntity } from '#libs/security-event';
import type { RevocationCause } from './revocation.js';

/** The identifiers and the exact text to sign of a revocation that is about to be stored. */
export interface NewEvent {
  readonly id: string;
  readonly jti: string;
  readonly txn: string;
  readonly predicate: Predicate;
  readonly payload: string;
  readonly cause: RevocationCause;
  readonly initiatingEntity: InitiatingEntity;
}

const INITIATORS: Readonly<Record<RevocationCause, InitiatingEntity>> = {
  'signed-out': 'user',
  local: 'user',
  superseded: 'system',
  campaign: 'admin',
};

/**
 * @param sub null for a class
 * @param revokedAt epoch ms; shown by the event, judged by nobody
 */
export function newEvent(
  issuer: string,
  sub: string | null,
  predicate: Predicate,
  cause: RevocationCause,
  { receiptWindowMs = 0, revokedAt = Date.now() }: { receiptWindowMs?: number; revokedAt?: number } = {},
): NewEvent {
  const [id, jti, txn] = [randomUUID(), randomUUID(), randomUUID()] as const;
  const initiatingEntity = INITIATORS[cause];
  const claims = securityEventClaims({
    jti,
    txn,
    issuer,
    sub,
    predicate,
    initiatingEntity,
    revokedAt,
    receiptWindowMs,
  });
  return { id, jti, txn, predicate, payload: JSON.stringify(claims), cause, initiatingEntity };
}
