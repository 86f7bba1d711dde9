import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { SignoffError } from '#libs/errors';
import { listenerOf, sendProblem } from '#libs/service-runtime';

/** The origin a request was sent to. The Host guard has let through only configured ones by then. */
export const originDialled = (request: IncomingMessage): string =>
  `${isTls(request) ? 'https' : 'http'}://${request.headers.host ?? ''}`;

export const isTls = (request: IncomingMessage): boolean => listenerOf(request) === 'tls';

/**
 * Lets a page of our own write, and no other's: ports of one host are the same site, so `SameSite` alone
 * would let any program on localhost act for the person. A client that is no browser sends `Origin` too.
 */
export const ownOriginOnly =
  (own: ReadonlySet<string>) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (reads || own.has(request.headers.origin ?? '')) return next();
    sendProblem(response, new SignoffError('origin_not_allowed'));
  };

const EXPOSED = 'DPoP-Nonce, WWW-Authenticate, Retry-After';

/** CORS for the endpoints of devices: origins by name, never a wildcard, never with cookies. */
export const corsFor =
  (allowed: ReadonlySet<string>) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const { origin } = request.headers;
    response.vary('Origin');
    // Set in any case, so that oidc-provider leaves CORS alone.
    response.set('Access-Control-Expose-Headers', EXPOSED);
    if (origin !== undefined && allowed.has(origin)) response.set('Access-Control-Allow-Origin', origin);
    if (request.method !== 'OPTIONS') return next();
    response
      .set('Access-Control-Allow-Methods', 'GET, POST')
      .set('Access-Control-Allow-Headers', 'DPoP, Content-Type')
      .set('Access-Control-Max-Age', '600')
      .status(204)
      .end();
  };
