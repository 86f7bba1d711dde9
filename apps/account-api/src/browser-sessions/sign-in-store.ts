import type { SessionFacts } from '#libs/revocation-index';
import type { Account } from '../accounts/account.js';
import type { Transaction } from '#libs/database';

/** Which cookie belongs to which browser session. */
export interface SignInStore {
  add(tx: Transaction, secretHash: Buffer, facts: SessionFacts, lifeDays: number): Promise<void>;
  /** The unexpired sign-in of this cookie, revoked or not: that is the session source's to say. Null for none. */
  find(secretHash: Buffer): Promise<{ readonly account: Account; readonly facts: SessionFacts } | null>;
}
