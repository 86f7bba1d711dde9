import { SignoffError } from '#libs/errors';
import type { Credentials } from '../accounts/account.js';
import type { Passwords } from '../accounts/passwords.js';
import type { Limit, RateLimits } from '../accounts/rate-limits.js';
import { hashOf, newSecret } from '../browser-sessions/cookie.js';
import { OPERATOR_SESSION_S, type Operator } from './operator.js';
import type { OperatorStore } from './operator-store.js';

/**
 * Sign-ins of operators: twelve hours, a new secret each, of which the database has the hash. Each request asks
 * the primary, so a removed operator's next request is refused. Guesses are counted as those of accounts are, by
 * keys of their own.
 * Errors: sign_in_failed, too_many_requests.
 */
export class OperatorSignIns {
  constructor(
    private readonly store: OperatorStore,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly policy: { readonly byOperator: Limit; readonly byAddress: Limit },
  ) {}

  /** @param previous the secret the browser came with; that sign-in is over, since its cookie is overwritten */
  async open({ email, password }: Credentials, address: string, previous: string | null): Promise<string> {
    const attempts = [
      { key: `operator-sign-in:operator:${email}`, limit: this.policy.byOperator },
      { key: `operator-sign-in:address:${address}`, limit: this.policy.byAddress },
    ];
    const retryAfterS = await this.limits.take(attempts);
    if (retryAfterS > 0) throw new SignoffError('too_many_requests', undefined, { retryAfterS });
    const found = await this.store.findByEmail(email);
    const right = await this.passwords.matches(found?.passwordHash ?? null, password);
    if (!right || found === null) throw new SignoffError('sign_in_failed');
    const secret = newSecret();
    if (!(await this.store.open(hashOf(secret), found, OPERATOR_SESSION_S)))
      throw new SignoffError('sign_in_failed');
    await this.limits.giveBack(attempts);
    if (previous !== null) await this.close(previous);
    return secret;
  }

  close(secret: string): Promise<void> {
    return this.store.close(hashOf(secret));
  }

  async who(secret: string | null): Promise<Operator | null> {
    return secret === null ? null : this.store.who(hashOf(secret));
  }
}
