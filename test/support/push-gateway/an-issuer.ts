import { createHash, randomUUID } from 'node:crypto';
import { signProof, type ProofClaims } from '#libs/push-protocol';
import type { TestKey, TestSession } from '#libs/resource-server/testing';
import { signReceipt, type ReceiptClaims } from '#libs/security-event';

export { aKey, aSession, TestIssuer, type TestKey, type TestSession } from '#libs/resource-server/testing';

export interface ProofOverrides {
  readonly claims?: Partial<Record<keyof ProofClaims, unknown>>;
  readonly key?: TestKey;
}

export function aProof(
  accessToken: string,
  key: TestKey,
  claims: Pick<ProofClaims, 'nonce' | 'htu' | 'use'>,
  overrides: ProofOverrides = {},
): Promise<string> {
  const by = overrides.key ?? key;
  const all = {
    jti: randomUUID(),
    // A television that believes it is 1970.
    iat: 60,
    ath: createHash('sha256').update(accessToken).digest('base64url'),
    ...claims,
    ...overrides.claims,
  } as ProofClaims;
  return signProof(all, by.jwk, by.sign);
}

export function aReceipt(
  { sid, key }: TestSession,
  issuer: string,
  overrides: Partial<ReceiptClaims> = {},
): Promise<string> {
  const claims: ReceiptClaims = {
    jti: randomUUID(),
    aud: issuer,
    iat: 60,
    sid,
    event_jti: randomUUID(),
    event_hash: 'h',
    wiped: ['tokens', 'profile'],
    ...overrides,
  };
  return signReceipt(claims, key.jwk, key.sign);
}
