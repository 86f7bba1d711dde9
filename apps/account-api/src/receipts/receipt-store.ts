import type { Predicate, SessionFacts } from '#libs/revocation-index';
import type { ReceiptClaims } from '#libs/security-event';

/** What a receipt speaks of. */
export interface Named {
  readonly sid: string;
  readonly eventJti: string;
}

/** What a receipt is judged against. */
export interface ReceiptContext {
  readonly facts: SessionFacts;
  readonly jkt: string | null;
  /** The event it names, if there is one. */
  readonly event: { readonly predicate: Predicate; readonly payload: string } | null;
}

export interface ConfirmedReceipt {
  readonly sub: string;
  readonly claims: ReceiptClaims;
  readonly jws: string;
  /** The gateway that took it; null over HTTPS. */
  readonly gateway: string | null;
}

/** What the first receipt of a session ended: the second clock of the revocation whose event it names. */
export interface Confirmation {
  readonly txn: string;
  readonly afterMs: number;
}

/** Answers stand in the order of what was asked for. */
export interface ReceiptStore {
  /** Null where there is no such session. */
  contexts(named: readonly Named[]): Promise<readonly (ReceiptContext | null)[]>;
  /**
   * Keeps the first receipt of each session, with its activity entry: all or none of them. Of many at once one is
   * first, of several in one call the first of them.
   * @returns null where it was not the first
   */
  keep(receipts: readonly ConfirmedReceipt[]): Promise<readonly (Confirmation | null)[]>;
}

export const RECEIPT_STORE = Symbol('ReceiptStore');
