import { SignoffError } from '#libs/errors';
import { leaveFirst, type Announce } from './announce.js';
import { newEvent } from './new-event.js';
import type { RevocationStore } from './revocation-store.js';
import { revocationView, type RevocationView } from './view.js';

/**
 * Signs one session out for its account's owner.
 * Invariants: answers only after commit; the event is on its way before the answer is. A repeat, or a session
 * that an earlier revocation ended, answers that revocation, changes nothing and emits nothing.
 * Errors: session_not_found, for another account's session too.
 * Spec: CAEP session-revoked.
 */
export class RevokeSession {
  constructor(
    private readonly store: RevocationStore,
    private readonly announce: Announce,
    private readonly issuer: string,
    private readonly pointsNow: () => number,
  ) {}

  /** @param requestedAt when the request came in, by the monotonic clock */
  async revoke(sub: string, sid: string, requestedAt: number = performance.now()): Promise<RevocationView> {
    if (!isUuid(sid)) throw new SignoffError('session_not_found');
    const event = newEvent(this.issuer, sub, { type: 'session', sid }, 'signed-out');
    const sinceRequestMs = performance.now() - requestedAt;
    const done = await this.store.revokeSession({ sub, sid, sinceRequestMs }, event);
    if (done === null) {
      const earlier = await this.earlier(sub, sid);
      if (earlier === null) throw new SignoffError('session_not_found');
      return earlier;
    }
    this.announce.revoked(done.stored.event, { requestedAt, committedAt: performance.now() });
    await leaveFirst();
    return revocationView(done.stored.revocation, [done.session], this.pointsNow());
  }

  /** The revocation that ended the session first; null while it is good, and for no session of the account. */
  async earlier(sub: string, sid: string): Promise<RevocationView | null> {
    const revocation = isUuid(sid) ? await this.store.firstOf(sub, sid) : null;
    if (revocation === null) return null;
    return revocationView(revocation, await this.store.sessionsOf(revocation), this.pointsNow());
  }
}

export const isUuid = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
