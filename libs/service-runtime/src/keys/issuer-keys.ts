import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thumbprintOf } from './thumbprint.js';

export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly privateJwk: JsonWebKey & { readonly kid: string };
  readonly publicJwk: JsonWebKey & { readonly kid: string };
}

/** What all instances of the account API share. */
export interface IssuerKeys {
  /** Signs. The others still verify what was signed before they were replaced. */
  readonly current: IssuerKey;
  readonly all: readonly IssuerKey[];
  /** As served at `/jwks`. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] };
  readonly nonceSecret: Buffer;
  readonly cookieKeys: readonly string[];
}

/**
 * Reads the key store: `issuer.jwks.json` (private P-256 JWKs, the current one first), `nonce-secret`
 * (base64url of 32 octets) and `cookie-keys` (one a line).
 * Errors: an Error that names the file and what it should hold, never what it holds.
 */
export async function loadIssuerKeys(dir: string): Promise<IssuerKeys> {
  const [jwks, secret, cookies] = await Promise.all(
    ['issuer.jwks.json', 'nonce-secret', 'cookie-keys'].map((name) => read(dir, name)),
  );
  const all = parseKeys(jwks as Buffer, join(dir, 'issuer.jwks.json'));
  const nonceSecret = Buffer.from(String(secret).trim(), 'base64url');
  if (nonceSecret.length !== 32)
    throw new Error(`${join(dir, 'nonce-secret')} must be the base64url of 32 octets`);
  const cookieKeys = String(cookies)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (cookieKeys.length === 0) throw new Error(`${join(dir, 'cookie-keys')} must hold one key a line`);
  return {
    current: all[0] as IssuerKey,
    all,
    jwks: { keys: all.map(({ publicJwk }) => publicJwk) },
    nonceSecret,
    cookieKeys,
  };
}

async function read(dir: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(dir, name));
  } catch (cause) {
    throw new Error(
      `${join(dir, name)} cannot be read: is SIGNOFF_KEYS_DIR the folder of the issuer's keys?`,
      { cause },
    );
  }
}

function parseKeys(bytes: Buffer, file: string): readonly IssuerKey[] {
  const wrong = (cause?: unknown): Error =>
    new Error(`${file} must be a JSON array of private P-256 JWKs, the current one first`, { cause });
  let jwks: unknown;
  try {
    jwks = JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's own message quotes the file, and with it a key.
    throw wrong();
  }
  if (!Array.isArray(jwks) || jwks.length === 0) throw wrong();
  return (jwks as JsonWebKey[]).map((jwk) => {
    const { kty, crv, x, y, d } = jwk;
    if (kty !== 'EC' || crv !== 'P-256' || d === undefined || x === undefined || y === undefined)
      throw wrong();
    const kid = typeof jwk['kid'] === 'string' ? jwk['kid'] : thumbprintOf(jwk);
    const publicJwk = { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' };
    const privateJwk = { ...publicJwk, d };
    return {
      kid,
      publicJwk,
      privateJwk,
      privateKey: createPrivateKey({ key: { kty, crv, x, y, d }, format: 'jwk' }),
    };
  });
}
