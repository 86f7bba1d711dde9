import { decodeJws, encodeJws, JwsError, type Jws, type Sign } from '#libs/security-event';

/** JOSE `typ` of the proof a device sends with each token on the socket. */
export const PROOF_TYPE = 'signoff-proof+jwt';
export type ProofUse = 'hello' | 'renew';

/**
 * Binds an access token to a connection and to the device's key, as DPoP (RFC 9449 section 4.2) does for a
 * request. The nonce makes `iat` needless: a television may believe that it is 1970.
 */
export interface ProofClaims {
  readonly jti: string;
  readonly iat: number;
  /** The connection's challenge. */
  readonly nonce: string;
  /** base64url(SHA-256(access token)). */
  readonly ath: string;
  readonly use: ProofUse;
  /** The exact ws or wss URL that was dialled. */
  readonly htu: string;
}

export interface Proof {
  readonly claims: ProofClaims;
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly jws: Jws;
}

export const signProof = (claims: ProofClaims, jwk: object, sign: Sign): Promise<string> =>
  encodeJws({ alg: 'ES256', typ: PROOF_TYPE, jwk }, JSON.stringify(claims), sign);

/** Reads a proof without believing it: signature, key, nonce, ath, use and htu are the caller's to check. Throws JwsError. */
export function parseProof(text: unknown): Proof {
  const jws = decodeJws(text);
  if (jws.header['typ'] !== PROOF_TYPE) throw new JwsError(`typ is not ${PROOF_TYPE}`);
  const { jwk } = jws.header;
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk) throw new JwsError('jwk is not a public key');
  const { jti, iat, nonce, ath, use, htu } = jws.payload;
  if (![jti, nonce, ath, htu].every((claim) => typeof claim === 'string') || typeof iat !== 'number') {
    throw new JwsError('a claim is missing');
  }
  if (use !== 'hello' && use !== 'renew') throw new JwsError('use is neither hello nor renew');
  return { claims: jws.payload as unknown as ProofClaims, jwk: jwk as Record<string, unknown>, jws };
}
