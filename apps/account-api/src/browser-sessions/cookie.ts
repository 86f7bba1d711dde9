import { createHash, randomBytes } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { IncomingMessage } from 'node:http';
import { isTls } from '../requests/origins.js';

/**
 * The cookie of a sign-in to the account pages: 256 random bits, of which the database has only the hash.
 * Over TLS its name begins with `__Host-`, so neither another port's plain page nor a subdomain can plant one;
 * on plain loopback, where that prefix is refused by browsers, it has another name.
 */
export const TLS_COOKIE = '__Host-signoff';
export const PLAIN_COOKIE = 'signoff';

const nameFor = (request: IncomingMessage): string => (isTls(request) ? TLS_COOKIE : PLAIN_COOKIE);

export const newSecret = (): string => randomBytes(32).toString('base64url');
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The secret the browser sent, or null. */
export function secretIn(request: IncomingMessage): string | null {
  const secret = parseCookie(request.headers.cookie ?? '')[nameFor(request)];
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : null;
}

/** A Set-Cookie value. `secret` null deletes it. */
export const setCookie = (request: IncomingMessage, secret: string | null, maxAgeS: number): string =>
  stringifySetCookie({
    name: nameFor(request),
    value: secret ?? '',
    httpOnly: true,
    secure: isTls(request),
    sameSite: 'strict',
    path: '/',
    maxAge: secret === null ? 0 : maxAgeS,
  });
