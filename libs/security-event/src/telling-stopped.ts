import { verifiedJws } from './sign-and-verify.js';
import { devicesAudience, type SecurityEventClaims } from './security-event.js';
import { JwsError, type Verify } from './jws.js';

/** The event type: a namespaced name of ours (RFC 8417 section 2.2 asks for a URI). */
export const TELLING_STOPPED = 'urn:signoff:event-type:telling-stopped';

/**
 * An operator ended the telling of a revocation. It takes nothing back: the revocation stands, every enforcement
 * point goes on refusing what it covers, and a device that was not told learns it from the token endpoint.
 */
export interface TellingStopped {
  readonly jti: string;
  readonly txn: string;
  readonly issuer: string;
  /** `jti` of the revocation's security event. */
  readonly revocationJti: string;
  /** Epoch ms. */
  readonly stoppedAt: number;
}

/** The SET's payload. Gateways read it; it is never handed to a device, and one that met it would not believe it. */
export const tellingStoppedClaims = (event: TellingStopped): SecurityEventClaims => ({
  iss: event.issuer,
  jti: event.jti,
  iat: Math.floor(event.stoppedAt / 1000),
  aud: devicesAudience(event.issuer),
  txn: event.txn,
  sub_id: { format: 'opaque', id: event.revocationJti },
  events: {
    [TELLING_STOPPED]: {
      event_timestamp: event.stoppedAt / 1000,
      initiating_entity: 'admin',
      revocation_jti: event.revocationJti,
    },
  },
});

/** Reads the payload. Throws JwsError for anything not wholly understood. */
export function parseTellingStopped(
  payload: Readonly<Record<string, unknown>>,
  issuer: string,
): TellingStopped {
  const { iss, aud, jti, txn, events } = payload;
  if (iss !== issuer) throw new JwsError('iss is another issuer');
  if (aud !== devicesAudience(issuer)) throw new JwsError('aud is not the devices of this issuer');
  if (typeof jti !== 'string' || typeof txn !== 'string') throw new JwsError('jti or txn is missing');
  if (typeof events !== 'object' || events === null) throw new JwsError('events is missing');
  const event = (events as Record<string, unknown>)[TELLING_STOPPED];
  if (Object.keys(events).length !== 1 || typeof event !== 'object' || event === null)
    throw new JwsError('events is not exactly one telling-stopped');
  const { revocation_jti: revocationJti, event_timestamp: timestamp } = event as Record<string, unknown>;
  if (typeof revocationJti !== 'string') throw new JwsError('revocation_jti is missing');
  if (typeof timestamp !== 'number') throw new JwsError('event_timestamp is no number');
  return { jti, txn, issuer, revocationJti, stoppedAt: Math.round(timestamp * 1000) };
}

/** Believed by the same rule as a revocation: the issuer’s signature, `typ`, audience. Throws JwsError. */
export async function verifyTellingStopped(
  set: string,
  issuer: string,
  keyOf: (kid: string) => Promise<Verify | null> | Verify | null,
): Promise<TellingStopped> {
  return parseTellingStopped((await verifiedJws(set, keyOf)).payload, issuer);
}
