import type { Transaction } from '#libs/database';
import type { SessionFacts } from '#libs/revocation-index';
import type { NewEvent } from './new-event.js';
import type { Revocation, RevokedSession, StoredEvent } from './revocation.js';

/** A revocation that was stored just now, not yet published. */
export interface Stored {
  readonly revocation: Revocation;
  readonly event: StoredEvent;
}

/** `event` is null when an earlier revocation answers the request. */
export interface StoredForAccount {
  readonly revocation: Revocation;
  readonly event: StoredEvent | null;
}

export interface AccountRequest {
  readonly sub: string;
  readonly exceptSid: string | null;
  /** A request's own name for itself; null when the caller gave none. */
  readonly idempotencyKey: string | null;
  readonly sinceRequestMs: number;
}

/**
 * Revocations at the source. Everything runs on the primary; each write is one transaction of predicate,
 * session row, activity entry and outbox row: all or none.
 * Units: epoch ms of the database; `sinceRequestMs` is how long ago, by the caller's monotonic clock, the
 * request came in.
 */
export interface RevocationStore {
  /**
   * Revokes one live session of the account. Null when there is nothing to do: no such session, or it is
   * over already. Of many at once exactly one gets an answer, the others null. Those of one moment may be stored
   * together; none waits for what somebody else has under way at another's session or account.
   * @param tx commits it with what else is in there; left out, a transaction that may hold others too
   */
  revokeSession(
    target: { readonly sub: string; readonly sid: string; readonly sinceRequestMs: number },
    event: NewEvent,
    tx?: Transaction,
  ): Promise<{ readonly stored: Stored; readonly session: RevokedSession } | null>;
  /**
   * Revokes every session of the account up to a cut-off: takes the account's row FOR UPDATE, draws the
   * cut-off, then kills approved codes. With the same idempotency key, or without one and with nothing new to
   * end since the same request before, answers the revocation that did it and stores nothing.
   * @param eventFor makes the event once the cut-off is known
   * @param tx commits it with what else is in there; left out, a transaction of its own
   * Errors: session_not_found for an `exceptSid` of no session here; idempotency_key_reused.
   */
  revokeAccount(
    request: AccountRequest,
    eventFor: (cutoff: number) => NewEvent,
    tx?: Transaction,
  ): Promise<StoredForAccount>;
  /** Null for none, and for another account's. */
  find(sub: string, id: string): Promise<Revocation | null>;
  /** The first revocation that ended this session of the account; null while it is good, or is no session here. */
  firstOf(sub: string, sid: string): Promise<Revocation | null>;
  /** The sessions it ended, newest first: those no earlier revocation had settled. */
  sessionsOf(revocation: Revocation): Promise<readonly RevokedSession[]>;
  /** The newest predicate that covers the facts; null while the session is good. With `tx`, inside it. */
  covering(facts: SessionFacts, tx?: Transaction): Promise<{ jti: string; payload: string } | null>;
}

export const REVOCATION_STORE = Symbol('RevocationStore');
