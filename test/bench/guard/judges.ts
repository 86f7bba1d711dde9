import { hash, type KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { jwtVerify } from 'jose';
import {
  Guard,
  InFlight,
  isFault,
  proofThumbprint,
  readProof,
  ServedOrigins,
  UsedProofs,
  VerifiedTokens,
  type DpopNonces,
  type EnforcementPoint,
} from '#libs/resource-server';
import type { Verify } from '#libs/security-event';
import { nodeVerifier } from '#libs/service-runtime';
import { ORIGIN, PATH } from './requests.js';

/** Lets one request in, or throws. */
export type Judge = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

const room = { maxProofs: 10_000_000, maxProofsAKey: 10_000_000 };

export interface Common {
  readonly issuer: string;
  readonly nonces: DpopNonces;
  readonly keyOf: (kid: string) => Verify | null;
  readonly issuerKey: KeyObject;
}

/** Our guard, whole, before a point. */
export function guardJudge({ issuer, nonces, keyOf }: Common, point: EnforcementPoint): Judge {
  const guard = new Guard({
    origins: new ServedOrigins([ORIGIN]),
    nonces,
    proofs: new UsedProofs(room),
    tokens: new VerifiedTokens({ issuer, audience: `${issuer}/devices`, keyOf, maxTokens: 10_000 }),
    point,
    inFlight: new InFlight(),
  });
  return (request, response) => guard.admit(request, response);
}

/** The same guard with nothing to ask: what the index, and being found by a revocation, cost beside it. */
export const guardWithoutIndex = (common: Common): Judge =>
  guardJudge(common, {
    isFresh: () => true,
    covers: () => false,
    judge: () => 'good',
    state: { why: null },
    sourceTimeMs: null,
  });

/**
 * What a careful service does without us: jose's jwtVerify of the token, and our own check of the proof, with the
 * key of the proof imported once a token as ours is.
 */
export function jwtVerifyJudge(common: Common): Judge {
  const proofs = new UsedProofs(room);
  const known = new Map<string, Verify>();
  const ask = verifiedProof(common, proofs, known);
  return async (request, response) => {
    response.setHeader('DPoP-Nonce', common.nonces.next());
    response.setHeader('Cache-Control', 'no-store');
    const token = tokenOf(request);
    const { payload } = await jwtVerify(token, common.issuerKey, {
      issuer: common.issuer,
      audience: `${common.issuer}/devices`,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    return ask(request, token, (payload['cnf'] as { jkt: string }).jkt);
  };
}

/** RFC 7662: asks the account API about the token at each request, and checks the proof the same way. */
export function introspectionJudge(
  common: Common,
  ask: (token: string) => Promise<{ readonly active: boolean }>,
  jkt: (token: string) => string,
): Judge {
  const check = verifiedProof(common, new UsedProofs(room), new Map());
  return async (request, response) => {
    response.setHeader('DPoP-Nonce', common.nonces.next());
    const token = tokenOf(request);
    if (!(await ask(token)).active) throw new Error('the token is not active');
    return check(request, token, jkt(token));
  };
}

const tokenOf = (request: IncomingMessage): string => (request.headers.authorization ?? '').slice(5);

function verifiedProof({ nonces }: Common, proofs: UsedProofs, known: Map<string, Verify>) {
  return (request: IncomingMessage, token: string, jkt: string): void => {
    const ath = hash('sha256', token, 'base64url');
    const wanted = { method: request.method ?? '', url: ORIGIN + PATH, ath };
    const proof = readProof(request.headers['dpop'] as string, wanted, nonces);
    if (isFault(proof)) throw new Error(proof.description);
    let verify = known.get(ath);
    if (verify === undefined) {
      if (proofThumbprint(proof) !== jkt) throw new Error('another key');
      known.set(ath, (verify = nodeVerifier({ kty: 'EC', crv: 'P-256', ...proof.jwk })));
    }
    if (verify(proof.signingInput, proof.signature) !== true) throw new Error('not signed');
    if (proofs.take(jkt, proof.jti, proof.nonceStep, nonces.oldestStep()) !== 'first')
      throw new Error('again');
  };
}
