import type { ProvenAccount, Registration } from './account.js';

export interface AccountStore {
  /** Null when the email is taken; of two at once with one email, one gets an account. */
  add(registration: Omit<Registration, 'password'>, passwordHash: string): Promise<ProvenAccount | null>;
  /** By lower-case email; null for none. */
  findByEmail(email: string): Promise<ProvenAccount | null>;
}

export const ACCOUNT_STORE = Symbol('AccountStore');
