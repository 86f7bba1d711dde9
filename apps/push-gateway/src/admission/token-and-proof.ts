import { hash, type JsonWebKey } from 'node:crypto';
import { parseProof, type Proof } from '#libs/push-protocol';
import {
  decodeJws,
  devicesAudience,
  JwsError,
  readAccessToken,
  type Jws,
  type Verify,
} from '#libs/security-event';
import { nodeVerifier, thumbprintOf } from '#libs/service-runtime/node';
import type { VerifiedToken } from '../hub/connection.js';
import { KnownTokens } from './known-tokens.js';
import type { ToVerify, Verdict } from './verdict.js';

const MAX_KNOWN = 20_000;

/**
 * Judges what a device brings: an access token of this issuer, and a proof that whoever brings it holds the key the
 * token is bound to, made for this connection and for this use. `iat` of the proof is a device's clock and not judged.
 * Runs in the worker; knows no socket.
 */
export class TokenAndProof {
  readonly #known: KnownTokens;

  /** @param keyOf the issuer's key of that `kid`, null when it has none; rejects when that cannot be found out */
  constructor(
    private readonly issuer: string,
    private readonly keyOf: (kid: string) => Promise<Verify | null> | Verify | null,
    maxKnown = MAX_KNOWN,
  ) {
    this.#known = new KnownTokens(maxKnown);
  }

  async judge({ accessToken, proof: text, nonce, htu, use }: ToVerify): Promise<Verdict> {
    const proof = proofOf(text);
    if (proof === null) return { close: 'proof_invalid' };
    const { claims, jwk, jws } = proof;
    // What costs nothing comes first; a signature is what an attacker would have us compute.
    if (claims.nonce !== nonce) return { close: 'proof_wrong_nonce' };
    if (claims.htu !== htu) return { close: 'proof_wrong_htu' };
    const ath = hash('sha256', accessToken, 'base64url');
    if (claims.use !== use || claims.ath !== ath) return { close: 'proof_invalid' };
    const token = this.#known.get(ath) ?? (await this.#verified(accessToken, ath));
    if (token === null) return { close: 'token_invalid' };
    if (token === 'unknown') return { close: 'not_fresh' };
    if (thumbprintOf(jwk) !== token.jkt) return { close: 'proof_wrong_key' };
    return (await isSignedBy(jwk, jws)) ? { token } : { close: 'proof_invalid' };
  }

  /** `unknown`: the issuer's keys are out of reach, which is no word about the token. */
  async #verified(accessToken: string, ath: string): Promise<VerifiedToken | 'unknown' | null> {
    const jws = jwsOf(accessToken);
    const token = jws === null ? null : readAccessToken(jws, this.issuer, devicesAudience(this.issuer));
    const kid = jws?.header['kid'];
    if (jws === null || token === null || typeof kid !== 'string') return null;
    let verify: Verify | null;
    try {
      verify = await this.keyOf(kid);
    } catch {
      return 'unknown';
    }
    if (verify === null || !(await verify(jws.signingInput, jws.signature))) return null;
    this.#known.add(ath, token);
    return token;
  }
}

function proofOf(text: string): Proof | null {
  try {
    return parseProof(text);
  } catch (error) {
    if (error instanceof JwsError) return null;
    throw error;
  }
}

function jwsOf(text: string): Jws | null {
  try {
    return decodeJws(text);
  } catch (error) {
    if (error instanceof JwsError) return null;
    throw error;
  }
}

async function isSignedBy(jwk: JsonWebKey, { signingInput, signature }: Jws): Promise<boolean> {
  let verify: Verify;
  try {
    verify = nodeVerifier(jwk);
  } catch {
    // The thumbprint is right, and yet it is no point on the curve.
    return false;
  }
  return verify(signingInput, signature);
}
