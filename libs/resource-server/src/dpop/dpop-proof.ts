import { decodeJws, JwsError, type Verify } from '#libs/security-event';
import { nodeVerifier, thumbprintOf } from '#libs/service-runtime';
import type { DpopNonces } from './dpop-nonces.js';

/** RFC 9449 section 4.2; also the text a client may not exceed, since a proof is small. */
const TYPE = 'dpop+jwt';
const MAX_CHARACTERS = 4_096;
const MAX_JTI_CHARACTERS = 256;

/** What a proof must have been made for. */
export interface ProvedRequest {
  readonly method: string;
  /** The address dialled: origin and path, without query or fragment. */
  readonly url: string;
  /** `ath`: base64url(SHA-256(access token)), when the request presents one as its credential. */
  readonly ath?: string;
}

/** A proof that was made for this request, with a nonce that is good now; its signature is still to be verified. */
export interface ReadProof {
  readonly jwk: { readonly x: string; readonly y: string };
  readonly jti: string;
  readonly nonceStep: number;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** Why a proof is refused. `invalid` never tells of the token; `nonce` asks for another try. */
export interface ProofFault {
  readonly fault: 'invalid' | 'nonce';
  readonly description: string;
  readonly cause?: unknown;
}

const invalid = (description: string, cause?: unknown): ProofFault => ({
  fault: 'invalid',
  description,
  ...(cause === undefined ? {} : { cause }),
});

/**
 * Judges all of a DPoP proof (RFC 9449 section 4.3) that costs nothing: ES256, `htm`, `htu`, `ath`, and a nonce
 * always. Any `iat` will do, for it is a device's clock, and may be decades off; the nonce proves freshness.
 */
export function readProof(
  text: string | undefined,
  request: ProvedRequest,
  nonces: Pick<DpopNonces, 'stepOf'>,
): ReadProof | ProofFault {
  if (text === undefined || text === '') return invalid('a DPoP proof is required');
  if (text.length > MAX_CHARACTERS) return invalid('the DPoP proof is too large');
  let jws: ReturnType<typeof decodeJws>;
  try {
    jws = decodeJws(text);
  } catch (cause) {
    if (cause instanceof JwsError) return invalid('the DPoP proof is malformed', cause);
    throw cause;
  }
  const { header, payload, signingInput, signature } = jws;
  if (header['typ'] !== TYPE) return invalid(`typ is not ${TYPE}`);
  const jwk = publicJwk(header['jwk']);
  if (jwk === null) return invalid('jwk is not a public P-256 key');
  const { htm, htu, iat, jti, ath, nonce } = payload;
  if (htm !== request.method) return invalid('htm is another method');
  if (!isAddress(htu, request.url)) return invalid('htu is another address');
  if (typeof iat !== 'number') return invalid('iat is missing');
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI_CHARACTERS) {
    return invalid('jti is missing or too long');
  }
  if (request.ath !== undefined && ath !== request.ath) return invalid('ath is another token');
  const nonceStep = nonces.stepOf(nonce);
  if (nonceStep === null) return { fault: 'nonce', description: 'the proof needs the nonce in DPoP-Nonce' };
  return { jwk, jti, nonceStep, signingInput, signature };
}

export const isFault = (proof: ReadProof | ProofFault): proof is ProofFault => 'fault' in proof;

/** RFC 7638. */
export const proofThumbprint = ({ jwk }: Pick<ReadProof, 'jwk'>): string => thumbprintOf(full(jwk));

/** Verifies with the key the proof itself names; whose key that is, the thumbprint tells. */
export function isSigned({ jwk, signingInput, signature }: ReadProof): boolean {
  const verify = proofVerifier(jwk);
  return verify !== null && (verify(signingInput, signature) as boolean);
}

/** Null for coordinates of no point on the curve. */
export function proofVerifier(jwk: ReadProof['jwk']): Verify | null {
  try {
    return nodeVerifier(full(jwk));
  } catch {
    return null;
  }
}

const full = ({ x, y }: ReadProof['jwk']): { kty: 'EC'; crv: 'P-256'; x: string; y: string } => ({
  kty: 'EC',
  crv: 'P-256',
  x,
  y,
});

function publicJwk(value: unknown): ReadProof['jwk'] | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kty, crv, x, y, d } = value as Readonly<Record<string, unknown>>;
  const isPublic = kty === 'EC' && crv === 'P-256' && d === undefined;
  return isPublic && typeof x === 'string' && typeof y === 'string' ? { x, y } : null;
}

/** Section 4.3: without query and fragment, and normalized as a URL is. */
function isAddress(htu: unknown, url: string): boolean {
  if (htu === url) return true;
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false;
  const { origin, pathname } = new URL(htu);
  return origin + pathname === url;
}
