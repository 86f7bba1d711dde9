import { decodeJws, encodeJws, JwsError, type Jws, type Sign } from './jws.js';

export const RECEIPT_TYPE = 'signoff-receipt+jwt';

/** What a device says it deleted, in words an account holder can be shown. */
export const WIPED = [
  'tokens',
  'profile',
  'artwork',
  'last-seen',
  'history',
  'recommendations',
  'payment',
] as const;
export type Wiped = (typeof WIPED)[number];

/**
 * A device's signed word that it verified a security event and wiped. It proves the key, not the wipe.
 * `iat` is the device's own clock, which may be decades off: shown, never judged.
 */
export interface ReceiptClaims {
  readonly jti: string;
  readonly aud: string;
  readonly iat: number;
  readonly sid: string;
  readonly event_jti: string;
  readonly event_hash: string;
  readonly wiped: readonly string[];
}

export interface Receipt {
  readonly claims: ReceiptClaims;
  /** The public key that claims to have signed; the source compares its thumbprint with the session's. */
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly jws: Jws;
}

export const signReceipt = (claims: ReceiptClaims, jwk: object, sign: Sign): Promise<string> =>
  encodeJws({ alg: 'ES256', typ: RECEIPT_TYPE, jwk }, JSON.stringify(claims), sign);

/** Reads a receipt without believing it: its signature and key are the caller's to check. Throws JwsError. */
export function parseReceipt(text: unknown, issuer: string): Receipt {
  const jws = decodeJws(text);
  if (jws.header['typ'] !== RECEIPT_TYPE) throw new JwsError(`typ is not ${RECEIPT_TYPE}`);
  const { jwk } = jws.header;
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk) throw new JwsError('jwk is not a public key');
  const { jti, aud, iat, sid, event_jti, event_hash, wiped } = jws.payload;
  if (
    ![jti, aud, sid, event_jti, event_hash].every((claim) => typeof claim === 'string' && claim.length <= 256)
  ) {
    throw new JwsError('a claim is missing');
  }
  if (aud !== issuer) throw new JwsError('aud is another issuer');
  if (typeof iat !== 'number') throw new JwsError('iat is no number');
  if (
    !Array.isArray(wiped) ||
    wiped.length > 32 ||
    !wiped.every((one) => typeof one === 'string' && one.length < 64)
  ) {
    throw new JwsError('wiped is no list of names');
  }
  return { claims: jws.payload as unknown as ReceiptClaims, jwk: jwk as Record<string, unknown>, jws };
}
