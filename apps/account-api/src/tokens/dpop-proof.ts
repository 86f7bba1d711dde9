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
    if (proof === undefined) throw this.#invalid('a DPoP proof is required');
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: ['ES256'],
      typ: 'dpop+jwt',
      // The nonce proves freshness; `iat`, `nbf` and `exp` are a device's clock, which may be decades off.
      currentDate: new Date(0),
      clockTolerance: Number.MAX_SAFE_INTEGER,
    }).catch((cause: unknown) => {
      throw this.#invalid('the DPoP proof is malformed or not signed by its key', cause);
    });
    if (payload['htm'] !== method) throw this.#invalid('htm is another method');
    if (!sameAddress(payload['htu'], url)) throw this.#invalid('htu is another address');
    if (typeof payload.iat !== 'number') throw this.#invalid('iat is missing');
    if (typeof payload.jti !== 'string' || payload.jti === '') throw this.#invalid('jti is missing');
    if (accessToken !== undefined && payload['ath'] !== hash(accessToken))
      throw this.#invalid('ath is another token');
    if (!this.nonces.accepts(payload['nonce'])) {
      throw this.#refused('use_dpop_nonce', 'the proof needs the nonce in DPoP-Nonce');
    }
    const thumbprint = await calculateJwkThumbprint(protectedHeader.jwk as JWK);
    if (!(await this.replay.unique(thumbprint, payload.jti)))
      throw this.#invalid('the proof was used already');
    return thumbprint;
  }

  #invalid(description: string, cause?: unknown): OAuthError {
    return this.#refused('invalid_dpop_proof', description, cause);
  }

  /** With the nonce in any case: the next try will need it. */
  #refused(error: string, description: string, cause?: unknown): OAuthError {
    return new OAuthError(400, error, description, { cause, headers: { 'DPoP-Nonce': this.nonces.next() } });
  }
}

const hash = (token: string): string => createHash('sha256').update(token).digest('base64url');

function sameAddress(htu: unknown, url: string): boolean {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false;
  const { origin, pathname } = new URL(htu);
  return origin + pathname === url;
}
