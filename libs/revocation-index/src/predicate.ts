/**
 * What a revocation says: which sessions are over. Never a list, so a million sessions cost one row.
 * `seq` is drawn from one database sequence at approval and `cutoff` from the same one under the account's
 * lock, so "every session from before, none after" needs no clock.
 */
export type Predicate = SessionPredicate | AccountPredicate | ClassPredicate;

/** Ends one session. */
export interface SessionPredicate {
  readonly type: 'session';
  readonly sid: string;
}

/** Ends every session of an account up to `cutoff`; with `exceptSid`, all but that one. */
export interface AccountPredicate {
  readonly type: 'account';
  readonly sub: string;
  readonly cutoff: number;
  readonly exceptSid?: string;
}

/** Ends a class of devices by facts of the access token. Every given fact must hold; lists and bounds are inclusive. */
export interface ClassPredicate {
  readonly type: 'class';
  readonly cutoff: number;
  readonly kinds?: readonly string[];
  readonly models?: readonly string[];
  readonly minAppVersion?: string;
  readonly maxAppVersion?: string;
  /** Sessions whose `shareOf(sid)` is in [from, to), for a campaign in stages. */
  readonly share?: { readonly from: number; readonly to: number };
}

/** The facts of a session that a predicate may name; all of them claims of its access token (RFC 9068). */
export interface SessionFacts {
  readonly sid: string;
  readonly sub: string;
  readonly seq: number;
  readonly kind: string;
  readonly model: string;
  readonly appVersion: string;
}
