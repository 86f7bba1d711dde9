import fc from 'fast-check';
import { encodeJws, JwsError } from '#libs/security-event';
import { parseProof, PROOF_TYPE, signProof, type ProofClaims } from './proof.js';

const sign = (): Uint8Array => new Uint8Array(64);
const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
const claims: ProofClaims = {
  jti: 'j',
  iat: 60,
  nonce: 'n',
  ath: 'a',
  use: 'hello',
  htu: 'wss://localhost:7444/devices',
};

describe('the proof', () => {
  it('is read as it was made, with the key it claims', async () => {
    const { claims: read, jwk: key } = parseProof(await signProof(claims, jwk, sign));
    expect(read).toEqual(claims);
    expect(key).toEqual(jwk);
  });

  it.each(['jti', 'iat', 'nonce', 'ath', 'use', 'htu'] as const)('is none without %s', async (name) => {
    const { [name]: _, ...rest } = claims;
    const text = await signProof(rest as ProofClaims, jwk, sign);
    expect(() => parseProof(text)).toThrow(JwsError);
  });

  it.each([
    ['a use of its own', { ...claims, use: 'wipe' }, {}],
    ['a time in words', { ...claims, iat: 'now' }, {}],
    ['another typ', claims, { typ: 'at+jwt' }],
    ['a DPoP proof’s typ', claims, { typ: 'dpop+jwt' }],
    ['no key', claims, { jwk: undefined }],
    ['a private key', claims, { jwk: { ...jwk, d: 'd' } }],
    ['another algorithm', claims, { alg: 'RS256' }],
    ['no algorithm', claims, { alg: 'none' }],
  ])('is none with %s', async (_, payload, header) => {
    const text = await encodeJws(
      { alg: 'ES256', typ: PROOF_TYPE, jwk, ...header },
      JSON.stringify(payload),
      sign,
    );
    expect(() => parseProof(text)).toThrow(JwsError);
  });

  it('fails in one way only, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.anything()), (text) => {
        expect(() => parseProof(text)).toThrow(JwsError);
      }),
    );
  });
});
