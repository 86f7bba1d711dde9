import { decodeJws, encodeJws, JwsError, type Jws, type Sign, type Verify } from './jws.js';
import { parseSecurityEvent, SECURITY_EVENT_TYPE, type SecurityEvent } from './security-event.js';

/**
 * Signs the claims of a security event as they are stored.
 * @param payload the claims' JSON text, unchanged between signatures, so that all copies share one hash
 */
export const signSecurityEvent = (payload: string, kid: string, sign: Sign): Promise<string> =>
  encodeJws({ alg: 'ES256', typ: SECURITY_EVENT_TYPE, kid }, payload, sign);

/**
 * Believes a SET only with the issuer's signature, its `typ` and this issuer's audience. Its age is no
 * reason to refuse: a device may return after months.
 * @param keyOf the issuer's key of that `kid`, or null when the issuer has none
 * @throws JwsError
 */
export async function verifySecurityEvent(
  set: string,
  issuer: string,
  keyOf: (kid: string) => Promise<Verify | null> | Verify | null,
): Promise<{ event: SecurityEvent; jws: Jws }> {
  const jws = await verifiedJws(set, keyOf);
  return { event: parseSecurityEvent(jws.payload, issuer), jws };
}

/** @internal A SET that the issuer signed, whatever it says. Throws JwsError. */
export async function verifiedJws(
  set: string,
  keyOf: (kid: string) => Promise<Verify | null> | Verify | null,
): Promise<Jws> {
  const jws = decodeJws(set);
  const { typ, kid } = jws.header;
  // RFC 8725 section 3.11: an access token of the same issuer must never pass for an event.
  if (typ !== SECURITY_EVENT_TYPE) throw new JwsError(`typ is not ${SECURITY_EVENT_TYPE}`);
  if (typeof kid !== 'string') throw new JwsError('kid is missing');
  const verify = await keyOf(kid);
  if (verify === null) throw new JwsError('kid is unknown');
  if (!(await verify(jws.signingInput, jws.signature)))
    throw new JwsError('the signature is not the issuer’s');
  return jws;
}
