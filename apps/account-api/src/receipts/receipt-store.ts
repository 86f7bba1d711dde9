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

export interface ReceiptStore {
  /** Null when there is no such session. */
  context(sid: string, eventJti: string): Promise<ReceiptContext | null>;
  /**
   * Keeps the first receipt of a session, with its activity entry. Of many at once one is first.
   * @returns whether this was the first
   */
  keep(receipt: ConfirmedReceipt): Promise<boolean>;
}

export const RECEIPT_STORE = Symbol('ReceiptStore');
