import { randomUUID, type JsonWebKey } from 'node:crypto';
import type { SessionFacts } from '#libs/revocation-index';
import { devicesAudience, encodeJws, type Sign } from '#libs/security-event';
import { newKeyPair, nodeSigner, nodeVerifier, thumbprintOf } from '#libs/service-runtime';

export interface TestKey {
  readonly jkt: string;
  readonly jwk: JsonWebKey;
  readonly sign: Sign;
}

/** A P-256 key as a device, or an issuer, makes it. */
export function aKey(): TestKey {
  const { publicKey, privateKey } = newKeyPair();
  const jwk = publicKey.export({ format: 'jwk' });
  return { jkt: thumbprintOf(jwk), jwk, sign: nodeSigner(privateKey) };
}

export interface TestSession extends SessionFacts {
  readonly key: TestKey;
}

let lastSeq = 0;

export const aSession = (overrides: Partial<TestSession> = {}): TestSession => ({
  sid: randomUUID(),
  sub: randomUUID(),
  seq: ++lastSeq,
  kind: 'tv',
  model: 'Aurora 55',
  appVersion: '4.2.1',
  key: aKey(),
  ...overrides,
});

export interface TokenOverrides {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly signedBy?: TestKey;
}

/** Makes RFC 9068 access tokens as the account API does. `away` makes its keys be out of reach. */
export class TestIssuer {
  readonly key = aKey();
  away = false;
  readonly #verify = nodeVerifier(this.key.jwk);

  constructor(readonly issuer = 'https://issuer.test') {}

  readonly keyOf = (kid: string) => {
    if (this.away) return Promise.reject(new Error('the issuer does not answer'));
    return kid === 'k1' ? this.#verify : null;
  };

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
