import { createHash, type JsonWebKey } from 'node:crypto';

/** RFC 7638 section 3: SHA-256 over the required members in lexicographic order. */
export const thumbprintOf = ({ crv, kty, x, y }: JsonWebKey): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
