import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { PagesConfig } from './config.js';

const PAGES = ['tv', 'phone', 'stage'] as const;

/** The pages, with a policy of their own each: no inline script or style; media from memory, which hls.js fills. */
export function servePages(app: Express, config: PagesConfig): void {
  const folder = resolve(config.webDir);
  app.use(ownNameOnly);
  app.get('/config.json', (_, response) => {
    const { issuer, accountUrl, pushUrls, playbackUrl } = config;
    response.set('Cache-Control', 'no-store').json({ issuer, accountUrl, pushUrls, playbackUrl });
  });
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }),
  );
  app.get('/', (_, response) => response.redirect('/stage/'));
  for (const name of PAGES) {
    app.get(`/${name}`, policyOf(name, config), (request, response, next) => {
      if (!request.path.endsWith('/')) return response.redirect(`/${name}/`);
      const page = join(folder, name, 'index.html');
      if (!existsSync(page)) {
        return response.status(503).type('text/plain').send('The pages are not built. Run: npm run build\n');
      }
      response.set('Cache-Control', 'no-cache').sendFile(page, (error) => error && next(error));
    });
  }
  app.use(express.static(folder, { index: false, maxAge: '1h' }));
}

function policyOf(name: (typeof PAGES)[number], config: PagesConfig): ReturnType<typeof helmet> {
  const { accountUrl, pushUrls, playbackUrl } = config;
  const isStage = name === 'stage';
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:'],
        mediaSrc: ['blob:'],
        connectSrc: isStage
          ? ["'self'"]
          : ["'self'", ...[accountUrl, ...pushUrls, playbackUrl].map((url) => new URL(url).origin)],
        frameSrc: isStage ? ["'self'", new URL(accountUrl).origin] : ["'none'"],
        formAction: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: [isStage ? "'none'" : "'self'"],
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: isStage ? { action: 'deny' } : { action: 'sameorigin' },
  });
}

/** Another name that leads here is a page of somebody else's, which would be let in as ours (DNS rebinding). */
function ownNameOnly(request: Request, response: Response, next: NextFunction): void {
  if (['localhost', '127.0.0.1', '[::1]'].includes(request.hostname)) return next();
  response.status(421).type('text/plain').send('This server answers to localhost alone.\n');
}
