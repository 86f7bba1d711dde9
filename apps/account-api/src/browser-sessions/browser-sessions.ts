import { randomUUID } from 'node:crypto';
import { SignoffError } from '#libs/errors';
import type { SessionFacts } from '#libs/revocation-index';
import type { Account, ProvenAccount } from '../accounts/account.js';
import type { Database } from '#libs/database';
import type { SessionSource } from '../enrolment/device-sessions.js';
import { browserName } from './browser-name.js';
import { hashOf, newSecret } from './cookie.js';
import type { SignInStore } from './sign-in-store.js';

/** Who asks, as judged at the source for this request. */
export interface SignedInBrowser extends Account {
  readonly sid: string;
  readonly facts: SessionFacts;
  readonly address: string;
  /** How long ago the password was given in this browser. */
  readonly passwordAgeMs: number;
}

const SEEN_EVERY_MS = 60_000;

/**
 * Sign-ins to the account pages. Each is a session like a device's, with a `seq` drawn under the account's
 * lock, and over the moment a predicate covers it: every request asks the primary.
 * Invariants: a sign-in always makes a new secret, so a cookie planted before it is worth nothing.
 */
export class BrowserSessions {
  readonly #seenAt = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionSource,
    private readonly signIns: SignInStore,
    private readonly lifeDays: number,
  ) {}

  /** @param previous the secret the browser came with; that sign-in is over, since its cookie is overwritten */
  async open(
    { sub, passwordHash }: ProvenAccount,
    from: {
      readonly userAgent: string | undefined;
      readonly address: string;
      readonly previous: string | null;
    },
  ): Promise<{ secret: string; sid: string }> {
    const secret = newSecret();
    const facts = await this.database.transaction(async (tx) => {
      if (!(await this.sessions.lockAccount(tx, sub))) throw new SignoffError('sign_in_failed');
      const session = await this.sessions.open(tx, {
        sid: randomUUID(),
        sub,
        kind: 'browser',
        ...browserName(from.userAgent),
        jkt: null,
        address: from.address,
      });
      const { lifeDays } = this;
      const signIn = { secretHash: hashOf(secret), facts: session, passwordHash, lifeDays };
      if (!(await this.signIns.add(tx, signIn))) throw new SignoffError('sign_in_failed');
      return session;
    });
    if (from.previous !== null) await this.close(from.previous);
    return { secret, sid: facts.sid };
  }

  /** Null unless the cookie is of a sign-in that no predicate covers. */
  async who(secret: string | null, address: string): Promise<SignedInBrowser | null> {
    const signIn = secret === null ? null : await this.signIns.find(hashOf(secret));
    if (signIn === null || signIn.isOver) return null;
    const { account, facts, passwordAgeMs } = signIn;
    await this.#seen(facts.sid, address);
    return { ...account, sid: facts.sid, facts, address, passwordAgeMs };
  }

  /** Notes that the password was given again. False when it has been changed since it was proven. */
  passwordGiven(sid: string, { passwordHash }: ProvenAccount): Promise<boolean> {
    return this.signIns.passwordGiven(sid, passwordHash);
  }

  /** Signs a browser out by the path of every revocation. Nothing for a cookie of no sign-in. */
  async close(secret: string): Promise<void> {
    const signIn = await this.signIns.find(hashOf(secret));
    if (signIn !== null) await this.sessions.revokeSession(signIn.facts.sid, 'local');
  }

  async #seen(sid: string, address: string): Promise<void> {
    const now = Date.now();
    if (now - (this.#seenAt.get(sid) ?? 0) < SEEN_EVERY_MS) return;
    if (this.#seenAt.size > 10_000) this.#seenAt.clear();
    this.#seenAt.set(sid, now);
    await this.sessions.refreshed(sid, { address });
  }
}
