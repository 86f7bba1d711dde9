import type { SessionFacts } from '#libs/revocation-index';
import type { Jws } from './jws.js';

/** What an access token says of whoever presents it, once its signature is verified. */
export interface AccessToken extends SessionFacts {
  /** The thumbprint of the key it is bound to (RFC 9449 section 6.1). */
  readonly jkt: string;
  /** `exp`, epoch s. */
  readonly expiresAtS: number;
}

/**
 * The claims of an RFC 9068 access token with the members of our own, or null for what is not one of this issuer
 * for this audience. Its signature is the caller's to check, and its `exp` to judge.
 */
export function readAccessToken(
  { header, payload }: Pick<Jws, 'header' | 'payload'>,
  issuer: string,
  audience: string,
): AccessToken | null {
  // RFC 9068 section 4: nothing else of the same issuer, a security event say, may pass for an access token.
  const typ = typeof header['typ'] === 'string' ? header['typ'].toLowerCase() : '';
  if (typ !== 'at+jwt' && typ !== 'application/at+jwt') return null;
  const { iss, aud, exp, sub, sid, seq, kind, model, app_version: appVersion, cnf } = payload;
  if (iss !== issuer) return null;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(audience)) return null;
  const jkt = (cnf as { jkt?: unknown } | null | undefined)?.jkt;
  if (![sub, sid, kind, jkt].every((claim) => typeof claim === 'string' && claim !== '')) return null;
  if (![model, appVersion].every((claim) => typeof claim === 'string')) return null;
  if (!Number.isSafeInteger(seq) || typeof exp !== 'number' || !Number.isFinite(exp)) return null;
  return { sid, sub, seq, kind, model, appVersion, jkt, expiresAtS: Math.floor(exp) } as AccessToken;
}
