/** Something about an account that its pages show has changed. */
export interface Change {
  readonly sub: string;
  readonly type: ChangeType;
  readonly sid?: string;
  readonly revocationId?: string;
  /** Of the sign-out it is part of. */
  readonly txn?: string;
}

export type ChangeType =
  | 'session-opened'
  | 'session-renamed'
  | 'session-revoked'
  | 'account-revoked'
  | 'password-changed'
  | 'revocation-blocked'
  | 'session-confirmed'
  | 'presence';

/**
 * Tells whichever instance holds the account's pages open. A hint, sent after commit and not stored: a page
 * that missed one sees the state at its next look.
 */
export interface ActivityFeed {
  /** Begins to send and returns; never throws. */
  changed(change: Change): void;
}

export const ACTIVITY_FEED = Symbol('ActivityFeed');
