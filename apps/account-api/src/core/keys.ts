import { createPrivateKey, createPublicKey, sign, type JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import type { Sign } from '#libs/security-event';

/** What every instance of the account API shares: made by `npm start` in `.signoff/keys`, mode 0600. */
export interface Keys {
  readonly privateJwks: JSONWebKeySet;
  readonly publicJwks: JSONWebKeySet;
  /** The current signing key: the first of the set. */
  readonly signer: { readonly kid: string; readonly sign: Sign };
  readonly nonceSecret: Buffer;
  readonly cookieKeys: readonly string[];
  readonly tls: { readonly cert: string; readonly key: string };
}

export async function loadKeys(dir: string): Promise<Keys> {
  const read = (name: string): Promise<string> => readFile(join(dir, name), 'utf8');
  const jwks = JSON.parse(await read('issuer.jwks.json')) as JSONWebKeySet;
  return {
    ...issuerKeys(jwks),
    nonceSecret: secretOf(await readFile(join(dir, 'nonce-secret'))),
    cookieKeys: (await read('cookie-keys')).split(/\s+/).filter((key) => key !== ''),
    tls: { cert: await read('tls.pem'), key: await read('tls.key') },
  };
}

export function issuerKeys(jwks: JSONWebKeySet): Pick<Keys, 'privateJwks' | 'publicJwks' | 'signer'> {
  const current = jwks.keys[0];
  if (current?.kid === undefined) throw new Error('issuer.jwks.json holds no key with a kid');
  const key = createPrivateKey({ key: current as JsonWebKey, format: 'jwk' });
  return {
    privateJwks: jwks,
    publicJwks: {
      keys: jwks.keys.map((one) => ({
        ...(createPublicKey({ key: one as JsonWebKey, format: 'jwk' }).export({ format: 'jwk' }) as {
          kty: string;
        }),
        kid: one.kid!,
        alg: 'ES256',
        use: 'sig',
      })),
    },
    signer: {
      kid: current.kid,
      sign: (input) => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' }),
    },
  };
}

/** 32 octets, raw or as base64url text. */
function secretOf(file: Buffer): Buffer {
  const secret = file.length === 32 ? file : Buffer.from(file.toString('utf8').trim(), 'base64url');
  if (secret.length !== 32) throw new Error('nonce-secret is not 32 octets');
  return secret;
}
