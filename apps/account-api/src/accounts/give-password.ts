import { SignoffError } from '#libs/errors';
import type { BrowserSessions, SignedInBrowser } from '../browser-sessions/browser-sessions.js';
import type { ProvenAccount } from './account.js';
import type { SignIn } from './sign-in.js';

/**
 * The password of who is signed in already, asked for again before what a stolen cookie must not do. It counts
 * as an attempt to sign in, and takes as long.
 * Errors: password_wrong, too_many_requests.
 */
export class GivePassword {
  constructor(
    private readonly signIn: SignIn,
    private readonly browsers: BrowserSessions,
  ) {}

  /** From now on, and for a while, this browser may do it. */
  async run(who: SignedInBrowser, password: string): Promise<void> {
    const proven = await this.check(who, password);
    if (!(await this.browsers.passwordGiven(who.sid, proven))) throw new SignoffError('password_wrong');
  }

  async check({ email, address }: SignedInBrowser, password: string): Promise<ProvenAccount> {
    try {
      return await this.signIn.run({ email, password }, address);
    } catch (cause) {
      const isWrong = cause instanceof SignoffError && cause.code === 'sign_in_failed';
      throw isWrong ? new SignoffError('password_wrong', undefined, { cause }) : cause;
    }
  }
}
