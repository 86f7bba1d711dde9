import { SignoffError } from '#libs/errors';
import type { Limit, RateLimits } from '../accounts/rate-limits.js';
import type { SignedInBrowser } from './browser-sessions.js';

const RECENT_MS = 5 * 60_000;
/** A browser whose password is old may end one session, and after an hour one more. */
const ONE_SESSION: Limit = { burst: 1, refillMs: 3_600_000 };

/**
 * Ending more than one session needs the password within the last five minutes, sign-in included: whoever has
 * stolen a cookie, or found a browser open, cannot sign everybody out, neither at once nor one by one.
 * Errors: password_required.
 */
export class PasswordAge {
  constructor(private readonly limits: RateLimits) {}

  isRecent({ passwordAgeMs }: SignedInBrowser): boolean {
    return passwordAgeMs <= RECENT_MS;
  }

  beforeAll(who: SignedInBrowser): void {
    if (!this.isRecent(who)) throw new SignoffError('password_required', 'to sign out more than one session');
  }

  /** Runs what ends one session. What fails has ended none, and does not count. */
  async endingOne<T>(who: SignedInBrowser, end: () => Promise<T>): Promise<T> {
    if (this.isRecent(who)) return end();
    const attempts = [{ key: `sign-out:old-password:${who.sid}`, limit: ONE_SESSION }];
    if ((await this.limits.take(attempts)) > 0) this.beforeAll(who);
    try {
      return await end();
    } catch (error) {
      await this.limits.giveBack(attempts);
      throw error;
    }
  }
}
