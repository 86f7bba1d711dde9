import type { SessionFacts } from '#libs/revocation-index';
import type { Account } from '../accounts/account.js';
import type { Transaction } from '#libs/database';

/** Which cookie belongs to which browser session. */
export interface SignInStore {
  /**
   * False, and nothing added, when the account's password is no longer the one that was proven: a sign-in in
   * flight with the old one must not outlive a change of password. The caller holds the account's lock.
   */
  add(tx: Transaction, signIn: NewSignIn): Promise<boolean>;
  /** The unexpired sign-in of this cookie, over or not, as the primary has it at this moment. Null for none. */
  find(secretHash: Buffer): Promise<FoundSignIn | null>;
  /** Notes that the password was given now. False when it has been changed since it was proven. */
  passwordGiven(sid: string, passwordHash: string): Promise<boolean>;
}

export interface NewSignIn {
  readonly secretHash: Buffer;
  readonly facts: SessionFacts;
  /** What the password was proven against. */
  readonly passwordHash: string;
  readonly lifeDays: number;
}

export interface FoundSignIn {
  readonly account: Account;
  readonly facts: SessionFacts;
  /** A predicate covers it. */
  readonly isOver: boolean;
  /** How long ago the password was given in this browser, by the database's clock. */
  readonly passwordAgeMs: number;
}
