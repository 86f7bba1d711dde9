import type { NextFunction, Request, Response } from 'express';

/** CORS for devices that run in a browser: origins by name, never a wildcard, never with cookies. */
export const corsFor =
  (allowed: ReadonlySet<string>) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const { origin } = request.headers;
    response.vary('Origin');
    response.set('Access-Control-Expose-Headers', 'DPoP-Nonce, WWW-Authenticate, Retry-After');
    if (origin !== undefined && allowed.has(origin)) response.set('Access-Control-Allow-Origin', origin);
    if (request.method !== 'OPTIONS') return next();
    response
      .set('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE')
      .set('Access-Control-Allow-Headers', 'Authorization, DPoP, Content-Type')
      .set('Access-Control-Max-Age', '600')
      .status(204)
      .end();
  };
