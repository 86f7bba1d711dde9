import type { Predicate, SessionFacts } from '#libs/revocation-index';
import type { ReceiptClaims } from '#libs/security-event';

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

export interface ReceiptStore {
  /** Null when there is no such session. */
  context(sid: string, eventJti: string): Promise<ReceiptContext | null>;
  /**
   * Keeps the first receipt of a session, with its activity entry. Of many at once one is first.
   * @returns null when it was not the first
   */
  keep(receipt: ConfirmedReceipt): Promise<Confirmation | null>;
}

export const RECEIPT_STORE = Symbol('ReceiptStore');
