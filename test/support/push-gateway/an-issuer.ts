import { createHash, generateKeyPairSync, randomUUID, type JsonWebKey } from 'node:crypto';
import { signProof, type ProofClaims } from '#libs/push-protocol';
import type { SessionFacts } from '#libs/revocation-index';
import { devicesAudience, encodeJws, signReceipt, type ReceiptClaims, type Sign } from '#libs/security-event';
import { nodeSigner, nodeVerifier, thumbprintOf } from '#libs/service-runtime';

export interface TestKey {
  readonly jkt: string;
  readonly jwk: JsonWebKey;
  readonly sign: Sign;
}

/** A P-256 key as a device, or an issuer, makes it. */
export function aKey(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  return { jkt: thumbprintOf(jwk), jwk, sign: nodeSigner(privateKey) };
}

let lastSeq = 0;

export interface TestSession extends SessionFacts {
  readonly key: TestKey;
}

export function aSession(overrides: Partial<TestSession> = {}): TestSession {
  lastSeq += 1;
  return {
    sid: randomUUID(),
    sub: randomUUID(),
    seq: lastSeq,
    kind: 'tv',
    model: 'Aurora 55',
    appVersion: '4.2.1',
    key: aKey(),
    ...overrides,
  };
}

export interface TokenOverrides {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly signedBy?: TestKey;
}

/** Makes RFC 9068 access tokens as the account API does. */
export class TestIssuer {
  readonly key = aKey();
  readonly #verify = nodeVerifier(this.key.jwk);

  constructor(readonly issuer = 'https://issuer.test') {}

  readonly keyOf = (kid: string) => (kid === 'k1' ? this.#verify : null);

  /** As served at `/jwks`. */
  get jwks(): object {
    return { keys: [{ ...this.key.jwk, kid: 'k1', alg: 'ES256', use: 'sig' }] };
  }

  token(session: TestSession, { claims, header, signedBy = this.key }: TokenOverrides = {}): Promise<string> {
    const { sid, sub, seq, kind, model, appVersion, key } = session;
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      iss: this.issuer,
      aud: devicesAudience(this.issuer),
      iat: now,
      exp: now + 300,
      jti: randomUUID(),
      client_id: kind,
      scope: 'openid',
      ...{ sub, sid, seq, kind, model, app_version: appVersion },
      cnf: { jkt: key.jkt },
      ...claims,
    };
    return encodeJws(
      { alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header },
      JSON.stringify(payload),
      signedBy.sign,
    );
  }
}

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
