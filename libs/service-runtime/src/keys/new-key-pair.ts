import {
  createPrivateKey,
  createPublicKey,
  // eslint-disable-next-line no-restricted-imports -- this is the one place that knows how to live with it
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const jwk = { format: 'jwk' } as const;

/** As the documentation has it; its types know no JWK here. */
const generateJwks = generateKeyPairSync as unknown as (
  type: 'ec',
  options: { namedCurve: 'P-256'; publicKeyEncoding: typeof jwk; privateKeyEncoding: typeof jwk },
) => { publicKey: JsonWebKey; privateKey: JsonWebKey };

/**
 * A P-256 pair, made at once, whose halves may be exported. `generateKeyPairSync` by itself gives keys that a job still
 * holds until some later garbage collection; where that collection begins inside `export({ format: 'jwk' })` of the
 * same key, Node 20 waits for itself for ever (inferred from its native stack: KeyGenJob's destructor locks the mutex
 * that ExportJWKEcKey holds). So the pair is exported while its job is alive, and imported anew: no job knows the
 * keys that are returned. Keys of `generateKeyPair` and of WebCrypto are free of it: their job ends when they are there.
 */
export function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateJwks('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: jwk,
    privateKeyEncoding: jwk,
  });
  return {
    publicKey: createPublicKey({ key: publicKey, ...jwk }),
    privateKey: createPrivateKey({ key: privateKey, ...jwk }),
  };
}
