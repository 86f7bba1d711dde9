import type { Predicate } from '#libs/revocation-index';

/**
 * Why a session is over: its owner signed it out, the device signed itself out, a newer session of the same device
 * took its place, or an operator ended a class of them. The first and the last await a receipt: the others are the
 * device's own doing.
 */
export type RevocationCause = 'signed-out' | 'local' | 'superseded' | 'campaign';

/** A decision at the source that sessions are over. Times are epoch ms of the database, fractions kept. */
export interface Revocation {
  readonly id: string;
  readonly jti: string;
  readonly txn: string;
  readonly scope: 'session' | 'account' | 'class';
  /** Of a class: the account that looks at it. */
  readonly sub: string;
  readonly sid: string | null;
  readonly exceptSid: string | null;
  readonly predicate: Predicate;
  readonly cause: RevocationCause;
  readonly awaitsReceipt: boolean;
  readonly requestedAt: number;
  readonly committedAt: number;
  readonly blockedAt: number | null;
  /** Enforcement points counted when it was blocked; null until then. */
  readonly points: number | null;
}

/** A session as a revocation's page shows it. */
export interface RevokedSession {
  readonly sid: string;
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  /** The device was connected when it was revoked, or has been since. */
  readonly reachable: boolean;
  readonly confirmedAt: number | null;
  readonly receipt: string | null;
}

/** What stands in the outbox for a revocation: the claims to sign, and where the answer goes. */
export interface StoredEvent {
  readonly outboxId: number;
  readonly revocationId: string;
  /** Null for a class. */
  readonly sub: string | null;
  readonly sid: string | null;
  /** Of a class: what its record is keyed by. */
  readonly campaignId?: string;
  readonly txn: string;
  readonly cause: RevocationCause;
  readonly payload: string;
}

/** The topic of the outbox rows of revocations, without an installation's prefix. */
export const EVENTS_TOPIC = 'security-events';
