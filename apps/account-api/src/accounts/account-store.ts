import type { Transaction } from '#libs/database';
import type { ProvenAccount, Registration } from './account.js';

export interface AccountStore {
  /** Null when the email is taken; of two at once with one email, one gets an account. */
  add(registration: Omit<Registration, 'password'>, passwordHash: string): Promise<ProvenAccount | null>;
  /** By lower-case email; null for none. */
  findByEmail(email: string): Promise<ProvenAccount | null>;
  /**
   * Takes the account's row FOR UPDATE, so that every sign-in and approval is wholly before or wholly after, and
   * replaces the password, with its activity entry. Of the account's browsers only `sid` counts as having given
   * the new one.
   * @returns false, and nothing changed, when the password is no longer `from`
   */
  changePassword(tx: Transaction, change: PasswordChange): Promise<boolean>;
}

export interface PasswordChange {
  readonly sub: string;
  readonly sid: string;
  /** What the present password was proven against. */
  readonly from: string;
  readonly to: string;
}

export const ACCOUNT_STORE = Symbol('AccountStore');
