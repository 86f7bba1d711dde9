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

/** @param revokedAt epoch ms; shown by the event, judged by nobody */
export function newEvent(
  issuer: string,
  sub: string,
  predicate: Predicate,
  cause: RevocationCause,
  revokedAt: number = Date.now(),
): NewEvent {
  const [id, jti, txn] = [randomUUID(), randomUUID(), randomUUID()] as const;
  const initiatingEntity = cause === 'superseded' ? 'system' : 'user';
  const claims = securityEventClaims({
    jti,
    txn,
    issuer,
    sub,
    predicate,
    initiatingEntity,
    revokedAt,
    receiptWindowMs: 0,
  });
  return { id, jti, txn, predicate, payload: JSON.stringify(claims), cause, initiatingEntity };
}
