import { SignoffError } from '#libs/errors';
import type { Credentials, ProvenAccount } from './account.js';
import type { AccountStore } from './account-store.js';
import type { Passwords } from './passwords.js';
import type { Limit, RateLimits } from './rate-limits.js';
import { networkOf } from '../requests/address.js';

/**
 * Checks an email and a password. An unknown account gets the answer of a wrong password, after the same
 * work. Attempts are taken before the check and given back on success, so guesses in parallel gain nothing
 * and a person who signs in rightly is never counted.
 * Errors: sign_in_failed, too_many_requests.
 */
export class SignIn {
  constructor(
    private readonly accounts: AccountStore,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly policy: { readonly byAccount: Limit; readonly byAddress: Limit },
  ) {}

  async run({ email, password }: Credentials, address: string): Promise<ProvenAccount> {
    const attempts = [
      { key: `sign-in:account:${email}`, limit: this.policy.byAccount },
      { key: `sign-in:address:${networkOf(address)}`, limit: this.policy.byAddress },
    ];
    const retryAfterS = await this.limits.take(attempts);
    if (retryAfterS > 0) throw new SignoffError('too_many_requests', undefined, { retryAfterS });
    const found = await this.accounts.findByEmail(email);
    if (!(await this.passwords.matches(found?.passwordHash ?? null, password)) || found === null) {
      throw new SignoffError('sign_in_failed');
    }
    await this.limits.giveBack(attempts);
    return found;
  }
}
