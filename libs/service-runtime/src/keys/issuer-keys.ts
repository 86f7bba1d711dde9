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
 * Reads the key store: `issuer.jwks.json` (a set or list of private P-256 JWKs, the current one first),
 * `nonce-secret` (32 octets, raw or as base64url) and `cookie-keys` (one a line).
 * Errors: an Error that names the file and what it should hold, never what it holds.
 */
export async function loadIssuerKeys(dir: string): Promise<IssuerKeys> {
  const [jwks, secret, cookies] = await Promise.all(
    ['issuer.jwks.json', 'nonce-secret', 'cookie-keys'].map((name) => read(dir, name)),
  );
  const all = parseKeys(jwks as Buffer, join(dir, 'issuer.jwks.json'));
  const nonceSecret = secretOf(secret as Buffer, join(dir, 'nonce-secret'));
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

/** The nonce secret alone, for whoever hands out nonces and signs nothing. */
export async function loadNonceSecret(dir: string): Promise<Buffer> {
  return secretOf(await read(dir, 'nonce-secret'), join(dir, 'nonce-secret'));
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
    new Error(`${file} must hold private P-256 JWKs, as a JWK set or a JSON array, the current one first`, {
      cause,
    });
  let jwks: unknown;
  try {
    jwks = JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's own message quotes the file, and with it a key.
    throw wrong();
  }
  const list: unknown = Array.isArray(jwks) ? jwks : (jwks as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(list) || list.length === 0) throw wrong();
  return list.map((jwk: JsonWebKey | null) => {
    if (jwk === null) throw wrong();
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

function secretOf(file: Buffer, name: string): Buffer {
  const secret = file.length === 32 ? file : Buffer.from(file.toString('latin1').trim(), 'base64url');
  if (secret.length !== 32) throw new Error(`${name} must be 32 octets, raw or as base64url`);
  return secret;
}
