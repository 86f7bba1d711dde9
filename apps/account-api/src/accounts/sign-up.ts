import { SignoffError } from '#libs/errors';
import type { ProvenAccount, Registration } from './account.js';
import type { AccountStore } from './account-store.js';
import type { Passwords } from './passwords.js';
import type { Limit, RateLimits } from './rate-limits.js';
import { networkOf } from '../requests/address.js';

/**
 * Makes an account.
 * Errors: sign_up_closed, too_many_requests, email_taken.
 */
export class SignUp {
  constructor(
    private readonly accounts: AccountStore,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly policy: { readonly open: boolean; readonly byAddress: Limit },
  ) {}

  async run({ email, displayName, password }: Registration, address: string): Promise<ProvenAccount> {
    if (!this.policy.open) throw new SignoffError('sign_up_closed');
    const retryAfterS = await this.limits.take([
      { key: `sign-up:address:${networkOf(address)}`, limit: this.policy.byAddress },
    ]);
    if (retryAfterS > 0) throw new SignoffError('too_many_requests', undefined, { retryAfterS });
    const account = await this.accounts.add({ email, displayName }, await this.passwords.hash(password));
    if (account === null) throw new SignoffError('email_taken');
    return account;
  }
}
