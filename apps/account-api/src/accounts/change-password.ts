import type { Database } from '#libs/database';
import { SignoffError } from '#libs/errors';
import type { ActivityFeed } from '../activity/activity-feed.js';
import type { SignedInBrowser } from '../browser-sessions/browser-sessions.js';
import type { RevocationStore } from '../revocations/revocation-store.js';
import type { RevokeAccount } from '../revocations/revoke-account.js';
import type { RevocationView } from '../revocations/view.js';
import { strongEnough } from './account.js';
import type { AccountStore } from './account-store.js';
import type { GivePassword } from './give-password.js';
import type { Passwords } from './passwords.js';

export interface NewPassword {
  readonly current: string;
  readonly next: string;
  /** Every session but the one that asks ends with the old password. */
  readonly endOthers: boolean;
}

/**
 * Changes the password of who is signed in.
 * Invariants: the new hash and the end of the others commit together or not at all. A sign-in in flight with
 * the old password fails, or is among the others. Of two changes at once one succeeds. A browser whose session
 * is over changes nothing.
 * Errors: password_wrong, password_too_weak, too_many_requests, sign_in_required.
 */
export class ChangePassword {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly passwords: Passwords,
    private readonly givePassword: GivePassword,
    private readonly revocations: Pick<RevocationStore, 'covering'>,
    private readonly revokeAccount: Pick<RevokeAccount, 'within'>,
    private readonly activity: ActivityFeed,
  ) {}

  /**
   * @param requestedAt when the request came in, by the monotonic clock
   * @returns the end of the others; null when they were not to end
   */
  async run(
    who: SignedInBrowser,
    { current, next, endOthers }: NewPassword,
    requestedAt: number,
  ): Promise<RevocationView | null> {
    const { sub, sid } = who;
    strongEnough(next);
    const { passwordHash: from } = await this.givePassword.check(who, current);
    const to = await this.passwords.hash(next);
    const announceEnd = await this.database.transaction(async (tx) => {
      if (!(await this.accounts.changePassword(tx, { sub, sid, from, to })))
        throw new SignoffError('password_wrong');
      if ((await this.revocations.covering(who.facts, tx)) !== null)
        throw new SignoffError('sign_in_required');
      return endOthers ? this.revokeAccount.within(tx, sub, { exceptSid: sid }, requestedAt) : null;
    });
    this.activity.changed({ sub, type: 'password-changed' });
    return announceEnd === null ? null : announceEnd();
  }
}
