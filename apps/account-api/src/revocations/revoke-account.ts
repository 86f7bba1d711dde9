import { SignoffError } from '#libs/errors';
import type { Transaction } from '#libs/database';
import type { AccountPredicate } from '#libs/revocation-index';
import type { Announce } from './announce.js';
import { newEvent } from './new-event.js';
import type { RevocationStore } from './revocation-store.js';
import { isUuid } from './revoke-session.js';
import { revocationView, type RevocationView } from './view.js';

interface Options {
  readonly exceptSid?: string | null;
  readonly idempotencyKey?: string | null;
}

/**
 * Signs every session of an account out, or all but one: one predicate, one row and one event, however many
 * sessions there are.
 * Invariants: every session approved before ends, none approved after, whatever the clocks. A repeat answers
 * the same revocation and emits nothing: by its Idempotency-Key or, without one, while nothing was approved since.
 * Errors: session_not_found for an `exceptSid` that is none of the account's; idempotency_key_reused; too_many_requests.
 */
export class RevokeAccount {
  constructor(
    private readonly store: RevocationStore,
    private readonly announce: Announce,
    private readonly issuer: string,
    private readonly pointsNow: () => number,
  ) {}

  /** @param requestedAt when the request came in, by the monotonic clock */
  async revoke(
    sub: string,
    options: Options = {},
    requestedAt: number = performance.now(),
  ): Promise<RevocationView> {
    return (await this.#store(sub, options, requestedAt))();
  }

  /** The same as part of a transaction. Call what it answers after the commit, never before. */
  within(
    tx: Transaction,
    sub: string,
    options: { readonly exceptSid: string | null },
    requestedAt: number,
  ): Promise<() => Promise<RevocationView>> {
    return this.#store(sub, options, requestedAt, tx);
  }

  async #store(
    sub: string,
    { exceptSid = null, idempotencyKey = null }: Options,
    requestedAt: number,
    tx?: Transaction,
  ): Promise<() => Promise<RevocationView>> {
    if (exceptSid !== null && !isUuid(exceptSid)) throw new SignoffError('session_not_found');
    const { revocation, event } = await this.store.revokeAccount(
      { sub, exceptSid, idempotencyKey, sinceRequestMs: performance.now() - requestedAt },
      (cutoff) => newEvent(this.issuer, sub, predicateOf(sub, cutoff, exceptSid), 'signed-out'),
      tx,
    );
    return async () => {
      if (event !== null) this.announce.revoked(event, { requestedAt, committedAt: performance.now() });
      return revocationView(revocation, await this.store.sessionsOf(revocation), this.pointsNow());
    };
  }
}

const predicateOf = (sub: string, cutoff: number, exceptSid: string | null): AccountPredicate =>
  exceptSid === null ? { type: 'account', sub, cutoff } : { type: 'account', sub, cutoff, exceptSid };
