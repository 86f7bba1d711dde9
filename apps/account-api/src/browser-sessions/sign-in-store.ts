import type { SessionFacts } from '#libs/revocation-index';
import type { Account } from '../accounts/account.js';
import type { Transaction } from '#libs/database';

/** Which cookie belongs to which browser session. */
export interface SignInStore {
  add(tx: Transaction, secretHash: Buffer, facts: SessionFacts, lifeDays: number): Promise<void>;
  /** The unexpired sign-in of this cookie, over or not, as the primary has it at this moment. Null for none. */
  find(secretHash: Buffer): Promise<FoundSignIn | null>;
}

export interface FoundSignIn {
  readonly account: Account;
  readonly facts: SessionFacts;
  /** A predicate covers it. */
  readonly isOver: boolean;
}
