import { parseCookie, stringifySetCookie } from 'cookie';
import type { IncomingMessage } from 'node:http';
import { isTls } from '../requests/origins.js';
import { OPERATOR_SESSION_S } from './operator.js';

/** Names of their own, so that one browser may be an account's and an operator's at once. See browser-sessions/cookie. */
const nameFor = (request: IncomingMessage): string =>
  isTls(request) ? '__Host-signoff-operator' : 'signoff-operator';

export function operatorSecretIn(request: IncomingMessage): string | null {
  const secret = parseCookie(request.headers.cookie ?? '')[nameFor(request)];
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : null;
}

/** A Set-Cookie value. `secret` null deletes it. */
export const setOperatorCookie = (request: IncomingMessage, secret: string | null): string =>
  stringifySetCookie({
    name: nameFor(request),
    value: secret ?? '',
    httpOnly: true,
    secure: isTls(request),
    sameSite: 'strict',
    path: '/',
    maxAge: secret === null ? 0 : OPERATOR_SESSION_S,
  });
