import { createHash } from 'node:crypto';
import {
  isFault,
  isSigned,
  proofThumbprint,
  readProof,
  type DpopNonces,
  type ProvedRequest,
} from '#libs/resource-server';
import { OAuthError } from './oauth-error.js';
import type { ProofReplay } from './proof-replay.js';

export interface ProofRequest extends Pick<ProvedRequest, 'method' | 'url'> {
  readonly proof: string | undefined;
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
  async thumbprint({ proof: text, accessToken, ...request }: ProofRequest): Promise<string> {
    const bound = accessToken === undefined ? {} : { ath: hash(accessToken) };
    const proof = readProof(text, { ...request, ...bound }, this.nonces);
    if (isFault(proof)) {
      const error = proof.fault === 'nonce' ? 'use_dpop_nonce' : 'invalid_dpop_proof';
      throw this.#refused(error, proof.description, proof.cause);
    }
    if (!isSigned(proof))
      throw this.#refused('invalid_dpop_proof', 'the DPoP proof is not signed by its key');
    const thumbprint = proofThumbprint(proof);
    if (!(await this.replay.unique(thumbprint, proof.jti)))
      throw this.#refused('invalid_dpop_proof', 'the proof was used already');
    return thumbprint;
  }

  /** With the nonce in any case: the next try will need it. */
  #refused(error: string, description: string, cause?: unknown): OAuthError {
    return new OAuthError(400, error, description, { cause, headers: { 'DPoP-Nonce': this.nonces.next() } });
  }
}

const hash = (token: string): string => createHash('sha256').update(token).digest('base64url');
