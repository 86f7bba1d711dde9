import type { NextFunction, Request, Response } from 'express';
import { problemOf, SignoffError } from '#libs/errors';

/** The origin a request was sent to. The Host guard has let through only configured ones by then. */
export const originDialled = (request: Request): string =>
  `${'encrypted' in request.socket ? 'https' : 'http'}://${request.headers.host ?? ''}`;

/**
 * Lets a page of our own write, and no other's: ports of one host are the same site, so `SameSite` alone
 * would let any program on localhost act for the person. A client that is no browser sends `Origin` too.
 */
export const ownOriginOnly =
  (own: ReadonlySet<string>) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (reads || own.has(request.headers.origin ?? '')) return next();
    const problem = problemOf(new SignoffError('origin_not_allowed'));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
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

/** Whether a request came in by the internal listener. */
export type IsInternal = (request: Request) => boolean;
export const IS_INTERNAL = Symbol('IsInternal');
