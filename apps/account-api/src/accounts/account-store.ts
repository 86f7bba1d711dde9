import type { Account, Registration } from './account.js';

export interface AccountStore {
  /** Null when the email is taken; of two at once with one email, one gets an account. */
  add(registration: Omit<Registration, 'password'>, passwordHash: string): Promise<Account | null>;
  /** By lower-case email; null for none. */
  findByEmail(email: string): Promise<(Account & { readonly passwordHash: string }) | null>;
}

export const ACCOUNT_STORE = Symbol('AccountStore');
