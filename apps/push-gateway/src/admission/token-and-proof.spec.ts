import { hash } from 'node:crypto';
import { signProof } from '#libs/push-protocol';
import { devicesAudience, encodeJws } from '#libs/security-event';
import { newKeyPair, nodeSigner, nodeVerifier, thumbprintOf } from '#libs/service-runtime';
import { KnownTokens } from './known-tokens.js';
import { TokenAndProof } from './token-and-proof.js';
import type { ToVerify } from './verdict.js';

const ISSUER = 'https://issuer.test';
const pair = () => {
  const { publicKey, privateKey } = newKeyPair();
  return { jwk: publicKey.export({ format: 'jwk' }), sign: nodeSigner(privateKey) };
};
const issuer = pair();
const device = pair();

const token = (exp = 2_000_000_000, jti = 'j'): Promise<string> => {
  const payload = {
    iss: ISSUER,
    aud: devicesAudience(ISSUER),
    exp,
    jti,
    ...{ sub: 'u', sid: 's', seq: 1, kind: 'tv', model: 'm', app_version: '1' },
    cnf: { jkt: thumbprintOf(device.jwk) },
  };
  return encodeJws({ alg: 'ES256', typ: 'at+jwt', kid: 'k' }, JSON.stringify(payload), issuer.sign);
};
const toVerify = async (accessToken: string): Promise<ToVerify> => {
  const to = { nonce: 'n', htu: 'ws://h/devices', use: 'hello' } as const;
  const claims = { jti: 'p', iat: 60, ath: hash('sha256', accessToken, 'base64url'), ...to };
  return { accessToken, proof: await signProof(claims, device.jwk, device.sign), ...to };
};

describe('a token and its proof', () => {
  let verified: number;
  let judge: TokenAndProof;
  beforeEach(() => {
    verified = 0;
    const verify = nodeVerifier(issuer.jwk);
    const counting = (input: Uint8Array, signature: Uint8Array) => {
      verified += 1;
      return verify(input, signature);
    };
    judge = new TokenAndProof(ISSUER, (kid) => (kid === 'k' ? counting : null), 2);
  });

  it('are taken for what they say, `exp` left to the moment of the decision', async () => {
    expect(await judge.judge(await toVerify(await token(7)))).toEqual({
      token: {
        ...{ sid: 's', sub: 'u', seq: 1, kind: 'tv', model: 'm', appVersion: '1' },
        jkt: thumbprintOf(device.jwk),
        expiresAtS: 7,
      },
    });
  });

  it('cost one verification of the token, however often it comes', async () => {
    const accessToken = await token();
    for (let i = 0; i < 3; i++)
      expect(await judge.judge(await toVerify(accessToken))).toHaveProperty('token');
    expect(verified).toBe(1);
  });

  it('are not known by their claims: the same token under another signature is verified, and refused', async () => {
    const accessToken = await token();
    await judge.judge(await toVerify(accessToken));
    const forged = `${accessToken.slice(0, accessToken.lastIndexOf('.'))}.${'A'.repeat(86)}`;
    expect(await judge.judge(await toVerify(forged))).toEqual({ close: 'token_invalid' });
    expect(verified).toBe(2);
  });

  it('are verified again once newer ones took their place', async () => {
    const tokens = await Promise.all(['1', '2', '3'].map((jti) => token(9, jti)));
    for (const accessToken of [...tokens, tokens[0]!]) await judge.judge(await toVerify(accessToken));
    expect(verified).toBe(4);
  });

  it('are not refused when the issuer’s keys are out of reach: nobody can tell', async () => {
    const away = new TokenAndProof(ISSUER, () => Promise.reject(new Error('no route')));
    expect(await away.judge(await toVerify(await token()))).toEqual({ close: 'not_fresh' });
  });

  it('are refused when the key is no point on the curve, though its thumbprint is right', async () => {
    const jwk = { ...device.jwk, x: 'AAAA' };
    const payload = JSON.stringify({
      iss: ISSUER,
      aud: [devicesAudience(ISSUER)],
      exp: 9,
      ...{ sub: 'u', sid: 's', seq: 1, kind: 'tv', model: '', app_version: '' },
      cnf: { jkt: thumbprintOf(jwk) },
    });
    const accessToken = await encodeJws({ alg: 'ES256', typ: 'AT+JWT', kid: 'k' }, payload, issuer.sign);
    const request = await toVerify(accessToken);
    const claims = { jti: 'p', iat: 1, ath: hash('sha256', accessToken, 'base64url') };
    const { nonce, htu, use } = request;
    const proof = await signProof({ ...claims, nonce, htu, use }, jwk, device.sign);
    expect(await judge.judge({ ...request, proof })).toEqual({ close: 'proof_invalid' });
  });
});

describe('known tokens', () => {
  it('are bounded', () => {
    const known = new KnownTokens(3);
    for (let i = 0; i < 100; i++) known.add(String(i), {} as never);
    expect(known.size).toBe(3);
    expect([known.get('96'), known.get('97')]).toEqual([undefined, {}]);
  });
});
