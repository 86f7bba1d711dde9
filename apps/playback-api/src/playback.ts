import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import express, { type Express } from 'express';
import { isDatabaseUnavailable } from '#libs/database';
import {
  Health,
  hostGuard,
  internalRoutes,
  NestLog,
  ProblemFilter,
  RequestBound,
} from '#libs/service-runtime';
import { AppModule } from './app.module.js';
import type { Core } from './core/core.module.js';
import { corsFor } from './requests/cors.js';
import { eachOnItsListener } from './requests/its-listener.js';

/** A film as one response, which lasts as long as it plays. */
const WHOLE_FILM = /^\/streams\/[^/?]+\/film\.ts(?:\?|$)/;

export interface PlaybackApi {
  /** Answers a request of any listener of `openListeners`. */
  readonly handler: Express;
  readonly health: Health;
  /** Not ready any more, and new requests are sent elsewhere. */
  drain(): void;
  close(): Promise<void>;
}

/** Puts the app together, in the order a request meets it. The caller opens listeners, stream and database. */
export async function createPlaybackApi(core: Core): Promise<PlaybackApi> {
  const { config, logger, metrics, point, database } = core;
  const handler = express();
  const nest = await NestFactory.create<NestExpressApplication>(
    AppModule.register(core),
    new ExpressAdapter(handler),
    { logger: new NestLog(logger), bodyParser: false, abortOnError: false },
  );
  const health = new Health();
  health.addCheck('enforcement', () => (point.isFresh() ? null : 'cannot tell now who is signed in'));
  health.addCheck('database', async () => {
    await database.query('SELECT 1');
    return null;
  });
  const bound = new RequestBound({
    requests: config.maxRequests,
    openStreams: config.maxOpenFilms,
    isStream: ({ url = '' }) => WHOLE_FILM.test(url),
  });
  handler.disable('x-powered-by');
  // Answers are never from a cache of ours, and a hash of each would tell a revoked device that nothing changed.
  handler.disable('etag');
  handler.use(hostGuard(config.publicUrls));
  handler.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'" });
    next();
  });
  handler.use(internalRoutes({ health, metrics }));
  handler.use(eachOnItsListener);
  handler.use(corsFor(new Set(config.allowedOrigins.map((url) => new URL(url).origin))));
  // After CORS: a page must be able to read when to come again.
  handler.use(bound.middleware);
  nest.useBodyParser('json', { limit: '8kb' });
  nest.useGlobalFilters(new ProblemFilter(logger, isDatabaseUnavailable));
  await nest.init();
  return {
    handler,
    health,
    drain: () => {
      health.drain();
      bound.drain();
    },
    close: () => nest.close(),
  };
}
