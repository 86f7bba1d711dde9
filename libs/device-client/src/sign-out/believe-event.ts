import type { SessionDescription } from '#libs/push-protocol';
import { covers } from '#libs/revocation-index';
import { eventHash, JwsError, verifySecurityEvent } from '#libs/security-event';
import type { BegunSignOut } from '../device-store.js';
import type { IssuerKeys } from '../oauth/issuer-keys.js';

/**
 * Decides whether a SET ends this session: signed by the issuer, meant for its devices, and its predicate
 * covers the session. Its age is no reason to refuse. Null = not believed, and then nothing changes.
 * Errors: Unavailable when the issuer's keys cannot be had now.
 */
export async function believeEvent(
  set: string,
  session: SessionDescription,
  issuer: string,
  keys: Pick<IssuerKeys, 'keyOf'>,
): Promise<BegunSignOut | null> {
  try {
    const { event, jws } = await verifySecurityEvent(set, issuer, (kid) => keys.keyOf(kid));
    if (!covers(event.predicate, session)) return null;
    const { jti, txn, receiptWindowMs } = event;
    return { session, jti, txn, receiptWindowMs, eventHash: await eventHash(jws.payloadBytes) };
  } catch (error) {
    if (error instanceof JwsError) return null;
    throw error;
  }
}
