import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWK } from 'jose';
import type { DpopNonces } from './dpop-nonces.js';
import { OAuthError } from './oauth-error.js';
import type { ProofReplay } from './proof-replay.js';

export interface ProofRequest {
  readonly proof: string | undefined;
  readonly method: string;
  /** The address dialled, without query or fragment. */
  readonly url: string;
  /** When the request presents an access token as its credential. */
  readonly accessToken?: string;
}

/**
 * Judges a DPoP proof (RFC 9449 section 4.3) at our own endpoints, by the rules oidc-provider applies at its:
 * ES256, a nonce always, any `iat` whatever, once only.
 */
export class DpopProofs {
  constructor(
    private readonly nonces: DpopNonces,
    private readonly replay: ProofReplay,
  ) {}

  /** The thumbprint of the key that signed. Throws OAuthError `use_dpop_nonce` or `invalid_dpop_proof`. */
  async thumbprint({ proof, method, url, accessToken }: ProofRequest): Promise<string> {
    if (proof === undefined) throw invalid('a DPoP proof is required');
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: ['ES256'],
      typ: 'dpop+jwt',
      // The nonce proves freshness; `iat`, `nbf` and `exp` are a device's clock, which may be decades off.
      currentDate: new Date(0),
      clockTolerance: Number.MAX_SAFE_INTEGER,
    }).catch((cause: unknown) => {
      throw invalid('the DPoP proof is malformed or not signed by its key', cause);
    });
    if (payload['htm'] !== method) throw invalid('htm is another method');
    if (!sameAddress(payload['htu'], url)) throw invalid('htu is another address');
    if (typeof payload.iat !== 'number') throw invalid('iat is missing');
    if (typeof payload.jti !== 'string' || payload.jti === '') throw invalid('jti is missing');
    if (accessToken !== undefined && payload['ath'] !== hash(accessToken))
      throw invalid('ath is another token');
    if (!this.nonces.accepts(payload['nonce'])) {
      throw new OAuthError(400, 'use_dpop_nonce', 'the proof needs the nonce in DPoP-Nonce', {
        headers: { 'DPoP-Nonce': this.nonces.next() },
      });
    }
    const thumbprint = await calculateJwkThumbprint(protectedHeader.jwk as JWK);
    if (!(await this.replay.unique(thumbprint, payload.jti))) throw invalid('the proof was used already');
    return thumbprint;
  }
}

const invalid = (description: string, cause?: unknown): OAuthError =>
  new OAuthError(400, 'invalid_dpop_proof', description, { cause });

const hash = (token: string): string => createHash('sha256').update(token).digest('base64url');

function sameAddress(htu: unknown, url: string): boolean {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false;
  const { origin, pathname } = new URL(htu);
  return origin + pathname === url;
}
