import { base64url, type Sign } from '#libs/security-event';

/** The public half as it appears in headers (RFC 7518 section 6.2.1). */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** The ES256 key that is the device. The private half never leaves the platform's key store. */
export interface DeviceKey {
  readonly jwk: PublicJwk;
  /** RFC 7638 thumbprint: the identifier of the device. */
  readonly jkt: string;
  readonly sign: Sign;
}

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** `extractable` only where the key store is a file; a page keeps the pair itself. */
export const newKeyPair = (extractable: boolean): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(ES256, extractable, ['sign', 'verify']);

export async function keyPairOf(jwk: JsonWebKey): Promise<CryptoKeyPair> {
  const { kty, crv, x, y } = jwk as JsonWebKey & PublicJwk;
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('jwk', jwk, ES256, false, ['sign']),
    crypto.subtle.importKey('jwk', { kty, crv, x, y }, ES256, true, ['verify']),
  ]);
  return { privateKey, publicKey };
}

export async function deviceKey({ privateKey, publicKey }: CryptoKeyPair): Promise<DeviceKey> {
  const { x, y } = (await crypto.subtle.exportKey('jwk', publicKey)) as unknown as PublicJwk;
  const jwk: PublicJwk = { kty: 'EC', crv: 'P-256', x, y };
  return {
    jwk,
    jkt: await thumbprint(jwk),
    sign: async (input) =>
      new Uint8Array(await crypto.subtle.sign(SIGNATURE, privateKey, input as Uint8Array<ArrayBuffer>)),
  };
}

/** RFC 7638 section 3: SHA-256 over the required members in lexicographic order, without spaces. */
export const thumbprint = ({ crv, kty, x, y }: PublicJwk): Promise<string> =>
  sha256(JSON.stringify({ crv, kty, x, y }));

/** base64url(SHA-256(text)), as `jkt` and `ath` are made. */
export async function sha256(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}
