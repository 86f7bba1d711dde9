import { createHash, type JsonWebKey } from 'node:crypto';

/**
 * A signature scheme in the shape of ES256 that draws nothing: 64 bytes that only who has the private half can make,
 * and that anybody here can check. In a history no check is left out; what they cost in time and chance is.
 */
export interface ToyKey {
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  readonly sign: (input: Uint8Array) => Uint8Array;
}

const secrets = new Map<string, string>();
const digest = (hash: string, ...parts: (string | Uint8Array)[]): Buffer => {
  const sum = createHash(hash);
  for (const part of parts) sum.update(part);
  return sum.digest();
};

export function toyKey(secret: string): ToyKey {
  const x = digest('sha256', 'x', secret).toString('base64url');
  const y = digest('sha256', 'y', secret).toString('base64url');
  secrets.set(x, secret);
  return {
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    sign: (input) => new Uint8Array(digest('sha512', secret, input)),
  };
}

const isBy = (x: string, input: Uint8Array, signature: Uint8Array): boolean => {
  const secret = secrets.get(x);
  return secret !== undefined && digest('sha512', secret, input).equals(signature);
};

interface Imported {
  readonly x: string;
}

/** In the place of `node:crypto`'s, for keys of the toy scheme. */
export const toyPublicKey = ({ key }: { readonly key: JsonWebKey }): Imported => {
  if (typeof key.x !== 'string' || !secrets.has(key.x)) throw new Error('no point on the curve');
  return { x: key.x };
};

export const toyVerify = (
  _: string,
  input: Uint8Array,
  { key }: { readonly key: Imported },
  signature: Uint8Array,
  done?: (error: Error | null, isRight: boolean) => void,
): boolean | undefined => {
  const isRight = isBy(key.x, input, signature);
  if (done === undefined) return isRight;
  // No thread pool, which would have an order of its own.
  queueMicrotask(() => done(null, isRight));
  return undefined;
};

export const toySign = (): never => {
  throw new Error('Who signs here is handed a toy key');
};

/** The part of WebCrypto that devices use. It answers at once: a thread pool would have an order of its own. */
export const toySubtle = {
  digest: (_: string, bytes: Uint8Array): Promise<ArrayBuffer> => {
    const sum = digest('sha256', bytes);
    return Promise.resolve(sum.buffer.slice(sum.byteOffset, sum.byteOffset + sum.length) as ArrayBuffer);
  },
  importKey: (_: string, key: JsonWebKey): Promise<Imported> => Promise.resolve(toyPublicKey({ key })),
  verify: (_: unknown, { x }: Imported, signature: Uint8Array, input: Uint8Array): Promise<boolean> =>
    Promise.resolve(isBy(x, input, signature)),
};
