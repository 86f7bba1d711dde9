import { base64url, decodeJws } from '#libs/security-event';

/** A receipt opened: what was signed, as it stands there. `isSigned` is null where this browser cannot check it. */
export interface OpenReceipt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly isSigned: boolean | null;
  /** RFC 7638 thumbprint of the key in the header; null where this browser cannot make it. */
  readonly keyThumbprint: string | null;
}

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Opens a receipt with nothing but what it holds. Throws on what is none. */
export async function readReceipt(receipt: string): Promise<OpenReceipt> {
  const { header, payload: claims, signingInput, signature } = decodeJws(receipt);
  const open = { header, claims };
  // A page over plain http from another machine has no cryptography.
  if (!('subtle' in crypto)) return { ...open, isSigned: null, keyThumbprint: null };
  try {
    const jwk = header['jwk'] as JsonWebKey;
    const key = await crypto.subtle.importKey('jwk', jwk, KEY, false, ['verify']);
    const isSigned = await crypto.subtle.verify(ES256, key, buffer(signature), buffer(signingInput));
    return { ...open, isSigned, keyThumbprint: await thumbprintOf(jwk) };
  } catch {
    return { ...open, isSigned: false, keyThumbprint: null };
  }
}

async function thumbprintOf({ crv, kty, x, y }: JsonWebKey): Promise<string> {
  const members = new TextEncoder().encode(JSON.stringify({ crv, kty, x, y }));
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', members)));
}

const buffer = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/** The same words as the page shows, and the receipt as it came: for a mail, a ticket, a file. */
export const receiptText = (receipt: string, { header, claims }: OpenReceipt): string =>
  [
    'Claims',
    JSON.stringify(claims, null, 2),
    '',
    'Header, with the public key',
    JSON.stringify(header, null, 2),
    '',
    'As it came (JWS, RFC 7515)',
    receipt,
    '',
  ].join('\n');
