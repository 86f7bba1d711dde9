import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';

/** Addresses that belong to programs: what is not found under them is an error, never a page. */
const NOT_PAGES = [
  '/api',
  '/operator/api',
  '/internal',
  '/health',
  '/metrics',
  '/.well-known',
  '/token',
  '/device_authorization',
  '/jwks',
  '/introspect',
  '/revoke',
  '/receipts',
];

/**
 * Headers for whatever a browser may be shown. No inline script or style. HSTS is left out: browsers keep it by
 * host name, so one TLS answer of localhost would cut off every plain port of the machine.
 * @param frameAncestors origins that may frame us: none, but for the stage of `npm start`
 */
export const pageHeaders = (frameAncestors: readonly string[]): ReturnType<typeof helmet> =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: frameAncestors.length === 0 ? ["'none'"] : [...frameAncestors],
      },
    },
    // It knows no origin but our own, so it would contradict the list.
    xFrameOptions: frameAncestors.length === 0 ? { action: 'deny' } : false,
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });

/**
 * Serves the built pages. Every deep link is one of two, an account's or the operators' below /operator, and each
 * finds its way by the address.
 */
export function servePages(app: Express, webDir: string): void {
  const folder = resolve(webDir);
  // Vite names assets by their content, so these never change; the page that names them is asked for each time.
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }),
  );
  app.use(express.static(folder, { index: false, maxAge: '1h' }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (!isPage(request)) return next();
    const page = join(folder, isOperators(request) ? 'operator/index.html' : 'index.html');
    if (!existsSync(page)) {
      response.status(503).type('text/plain').send('The account pages are not built. Run: npm run build\n');
      return;
    }
    response.set('Cache-Control', 'no-cache').sendFile(page);
  });
}

const isOperators = ({ path }: Request): boolean => path === '/operator' || path.startsWith('/operator/');

const isPage = ({ method, path }: Request): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  !path.startsWith('/assets/') &&
  !NOT_PAGES.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
