import type { Transaction } from '#libs/database';
import type { SessionFacts } from '#libs/revocation-index';

/**
 * What enrolment, sign-in and the token endpoints need of the sessions at the source. The adapter is
 * sessions/postgres. Everything runs on the primary.
 * Units: epoch ms.
 */
export interface SessionSource {
  /**
   * Draws `seq` and writes the row of a session. The caller's transaction must hold the account row FOR
   * SHARE (see `lockAccount`), so an account's revocation is wholly before or wholly after it.
   * A browser is live at once; a device is live only when its code is redeemed, and is not listed before.
   */
  open(tx: Transaction, session: NewSession): Promise<SessionFacts>;
  /** Takes the account row FOR SHARE. False when there is no such account. */
  lockAccount(tx: Transaction, sub: string): Promise<boolean>;
  /**
   * Makes an approved session live and ends every other live session of the same account and key, by the
   * same path as any revocation, in one transaction of its own. Changes nothing, ends nothing and answers
   * false when the session is already covered by a predicate or already live.
   */
  redeem(sid: string): Promise<boolean>;
  /** The session's facts and key, revoked or not; null for none. */
  find(sid: string): Promise<SessionRecord | null>;
  /** The predicate that covers these facts, newest first; null while the session is good. With `tx`, inside it. */
  findRevocationOf(facts: SessionFacts, tx?: Transaction): Promise<CoveringRevocation | null>;
  /**
   * For a refresh, in one statement: what `find` and `findRevocationOf` answer, of one moment, and, where nothing may
   * cover the session, by what was just read, that its device was here. `readAt` is no later than that moment.
   */
  refresh(sid: string, seen: SeenAtRefresh): Promise<SessionAtRefresh | null>;
  /** Notes that a device was here, and where. */
  refreshed(sid: string, seen: { readonly address: string }): Promise<void>;
  /**
   * Notes that its app was updated, unless its session is over, judged by what it was, with nothing of a class
   * ended in between. A version of a class that was ended lately is taken later: whoever has it is refused by
   * enforcement points, and this session was not of that class.
   */
  updated(
    facts: SessionFacts,
    seen: { readonly appVersion: string; readonly address: string },
  ): Promise<{ readonly facts: SessionFacts } | { readonly over: CoveringRevocation }>;
  /** Ends one session by the path of every revocation. A repeat changes nothing, emits nothing. */
  revokeSession(sid: string, cause: 'local' | 'superseded'): Promise<void>;
}

export interface NewSession {
  readonly sid: string;
  readonly sub: string;
  readonly kind: 'tv' | 'phone' | 'browser';
  readonly name: string;
  readonly model: string;
  readonly appVersion: string;
  /** RFC 7638 thumbprint of the device's key; null for a browser. */
  readonly jkt: string | null;
  readonly address: string;
}

export interface SessionRecord {
  readonly facts: SessionFacts;
  readonly jkt: string | null;
  /** False between approval and redemption. */
  readonly live: boolean;
  readonly createdAt: number;
  readonly refreshedAt: number;
  /** The database's time when it was read. */
  readonly readAt: number;
}

export interface SeenAtRefresh {
  /** The proved key. Nothing is noted for another's session. */
  readonly jkt: string;
  /** Null when none was said. A new one is not for `refresh` to note: see `updated`. */
  readonly appVersion: string | null;
  readonly address: string;
}

export interface SessionAtRefresh extends SessionRecord {
  readonly over: CoveringRevocation | null;
  /** Whether it was noted that the device was here; if not, `refreshed` or `updated` does. */
  readonly isNoted: boolean;
}

export interface CoveringRevocation {
  readonly jti: string;
  /** The SET's claims exactly as they are signed. */
  readonly payload: string;
}

export const SESSION_SOURCE = Symbol('SessionSource');
