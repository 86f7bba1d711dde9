import { base64url, fromBase64url } from './base64url.js';

/**
 * JWS compact serialization (RFC 7515 section 7.1) with signers and verifiers handed in, so that it runs in
 * a page, a television and a server alike.
 */
export type Sign = (input: Uint8Array) => Uint8Array | Promise<Uint8Array>;
export type Verify = (input: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>;

export interface Jws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The payload's octets as they were signed. */
  readonly payloadBytes: Uint8Array;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text that is no JWS this code accepts. The message never holds the text itself. */
export class JwsError extends Error {
  override readonly name = 'JwsError';
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const MAX_CHARACTERS = 16_384;

/** `payload` is the exact text to sign; the same text gives the same octets, hence the same event hash. */
export async function encodeJws(header: object, payload: string, sign: Sign): Promise<string> {
  const input = `${base64url(encoder.encode(JSON.stringify(header)))}.${base64url(encoder.encode(payload))}`;
  return `${input}.${base64url(await sign(encoder.encode(input)))}`;
}

/** Takes a JWS apart without believing it. Throws JwsError for any other text; only ES256 is known here. */
export function decodeJws(text: unknown): Jws {
  if (typeof text !== 'string' || text.length > MAX_CHARACTERS) throw new JwsError('not a compact JWS');
  const parts = text.split('.');
  if (parts.length !== 3) throw new JwsError('not a compact JWS');
  const [headerBytes, payloadBytes, signature] = parts.map(fromBase64url);
  if (!headerBytes || !payloadBytes || !signature) throw new JwsError('not base64url');
  const header = jsonObject(headerBytes);
  if (header['alg'] !== 'ES256') throw new JwsError('alg is not ES256');
  if (header['crit'] !== undefined) throw new JwsError('crit is not understood');
  return {
    header,
    payload: jsonObject(payloadBytes),
    payloadBytes,
    signingInput: encoder.encode(text.slice(0, text.lastIndexOf('.'))),
    signature,
  };
}

function jsonObject(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    throw new JwsError('not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new JwsError('not a JSON object');
  return value as Record<string, unknown>;
}
