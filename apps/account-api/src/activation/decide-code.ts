import { randomUUID } from 'node:crypto';
import { SignoffError } from '#libs/errors';
import type { Attempt, Limit, RateLimits } from '../accounts/rate-limits.js';
import type { SignedInBrowser } from '../browser-sessions/browser-sessions.js';
import type { DeviceDescription } from '../enrolment/device-description.js';
import type { Database } from '#libs/database';
import type { SessionSource } from '../enrolment/device-sessions.js';
import { normalizeUserCode } from '../enrolment/oidc-inside.js';
import type { DeviceCodes, WaitingDevice } from './device-codes.js';
import { networkOf } from '../requests/address.js';

export interface Decided {
  readonly device: DeviceDescription;
  /** The session it will have once it asks again; null when it was denied. */
  readonly sid: string | null;
}

/**
 * What a signed-in person does with the code a device shows (RFC 8628 section 3.3).
 * Invariants: a code is decided once; the session's `seq` is drawn under the account's lock, after asking
 * again whether the approver is still signed in, so a revocation that is answered leaves no later approval of
 * a browser it ended. Wrong codes are counted by account and by address: 34.6 bits are not to be guessed.
 * Errors: user_code_not_found, user_code_expired, user_code_used, too_many_requests, sign_in_required.
 */
export class DecideCode {
  constructor(
    private readonly database: Database,
    private readonly codes: DeviceCodes,
    private readonly sessions: SessionSource,
    private readonly limits: RateLimits,
    private readonly limit: Limit,
  ) {}

  async look(typed: string, who: SignedInBrowser): Promise<WaitingDevice> {
    const userCode = normalizeUserCode(typed);
    const attempts: readonly Attempt[] = [
      { key: `user-code:account:${who.sub}`, limit: this.limit },
      { key: `user-code:address:${networkOf(who.address)}`, limit: this.limit },
    ];
    const retryAfterS = await this.limits.take(attempts);
    if (retryAfterS > 0) throw new SignoffError('too_many_requests', undefined, { retryAfterS });
    const waiting = await this.codes.find(userCode);
    if (waiting === null) throw new SignoffError('user_code_not_found');
    await this.limits.giveBack(attempts);
    return stillWaiting(waiting);
  }

  async approve(typed: string, who: SignedInBrowser): Promise<Decided> {
    const { device, jkt, address } = await this.look(typed, who);
    const userCode = normalizeUserCode(typed);
    const sid = randomUUID();
    await this.database.transaction(async (tx) => {
      const account = await this.sessions.lockAccount(tx, who.sub);
      if (!account || (await this.sessions.findRevocationOf(who.facts, tx)) !== null) {
        throw new SignoffError('sign_in_required');
      }
      if (!(await this.codes.approve(tx, userCode, { sub: who.sub, sid }))) {
        stillWaiting(await this.codes.find(userCode, tx));
        throw new SignoffError('user_code_used');
      }
      await this.sessions.open(tx, { sid, sub: who.sub, ...device, jkt, address });
    });
    return { device, sid };
  }

  async deny(typed: string, who: SignedInBrowser): Promise<Decided> {
    const { device } = await this.look(typed, who);
    if (!(await this.codes.deny(normalizeUserCode(typed)))) throw new SignoffError('user_code_used');
    return { device, sid: null };
  }
}

function stillWaiting(code: WaitingDevice | null): WaitingDevice {
  if (code === null) throw new SignoffError('user_code_not_found');
  if (code.state === 'used') throw new SignoffError('user_code_used');
  if (code.state === 'expired') throw new SignoffError('user_code_expired');
  return code;
}
