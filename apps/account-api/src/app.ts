import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { Provider } from 'oidc-provider';
import { isDatabaseUnavailable } from '#libs/database';
import { EventStreamStrategy, topicName } from '#libs/event-stream';
import { hostGuard, internalRoutes, NestLog, ProblemFilter, RequestBound } from '#libs/service-runtime';
import { OpenPages } from './activity/open-pages.js';
import { AppModule } from './app.module.js';
import type { Core } from './core/core.module.js';
import { healthOf } from './core/health.js';
import { ROUTES } from './enrolment/authorization-server.js';
import { OperatorStreams } from './operators/operator-streams.js';
import { pageHeaders, servePages } from './pages/pages.js';
import { READINGS } from './readings.js';
import { eachOnItsListener } from './requests/its-listener.js';
import { oauthForm } from './requests/oauth-form.js';
import { corsFor, ownOriginOnly } from './requests/origins.js';
import { logAnswers } from './revocations/answered-txn.js';
import { noteRequestTime } from './revocations/requested-at.js';

/** What oidc-provider answers, and to which methods; of others it would say nothing that we have documented. */
const OIDC_ROUTES: ReadonlyMap<string, readonly string[]> = new Map([
  [ROUTES.token, ['POST']],
  [ROUTES.device_authorization, ['POST']],
  [ROUTES.jwks, ['GET', 'HEAD']],
  ['/.well-known/openid-configuration', ['GET', 'HEAD']],
  ['/.well-known/oauth-authorization-server', ['GET', 'HEAD']],
]);
export const OIDC_PATHS: readonly string[] = [...OIDC_ROUTES.keys()];
/** A thousand accounts by their longest emails. */
const OPERATOR_BODY = '300kb';
const DEVICE_PATHS = [...OIDC_PATHS, '/introspect', '/revoke', '/receipts'];

/** Server-sent events. */
const STREAMS = /^\/(?:operator\/)?api\/(?:[^?]*\/)?events(?:\?|$)/;

export interface AccountApi {
  /** Answers a request of any listener of `openListeners`. */
  readonly handler: Express;
  readonly nest: NestExpressApplication;
  /** Not ready any more, and no page's event stream keeps its listener from closing. */
  drain(): void;
}

/** Puts the app together, in the order a request meets it. */
export async function createAccountApi(core: Core): Promise<AccountApi> {
  const { config, logger } = core;
  const handler = express();
  const nest = await NestFactory.create<NestExpressApplication>(
    AppModule.register(core),
    new ExpressAdapter(handler),
    { logger: new NestLog(logger), bodyParser: true, abortOnError: false },
  );
  const served = [config.issuer, config.accountUrl];
  const ownOrigins = new Set(served.map((url) => new URL(url).origin));
  const deviceOrigins = new Set([...ownOrigins, ...config.allowedOrigins.map((url) => new URL(url).origin)]);
  const health = healthOf(core, topicName('securityEvents', config.topicPrefix));

  const bound = new RequestBound({
    requests: config.maxRequests,
    openStreams: config.maxOpenPages,
    isStream: ({ url = '' }) => STREAMS.test(url),
  });

  handler.disable('x-powered-by');
  handler.use(noteRequestTime);
  handler.use(bound.middleware);
  handler.use(hostGuard(served, config.internalNames));
  handler.use(pageHeaders(config.frameAncestors.map((url) => new URL(url).origin)));
  handler.use(eachOnItsListener);
  handler.use(internalRoutes({ health, metrics: core.metrics }));
  handler.use('/api', logAnswers(logger), ownOriginOnly(ownOrigins), neverCached);
  handler.use(
    '/operator/api',
    logAnswers(logger),
    ownOriginOnly(ownOrigins),
    neverCached,
    express.json({ limit: OPERATOR_BODY }),
  );
  handler.use(DEVICE_PATHS, corsFor(deviceOrigins));
  // Before Nest's body parsers: oidc-provider reads bodies itself.
  const authorizationServer = nest.get<Provider>(Provider).callback();
  handler.use((request, response, next) => {
    if (OIDC_ROUTES.get(request.path)?.includes(request.method) === true)
      void authorizationServer(request, response);
    else next();
  });
  handler.use(['/introspect', '/revoke'], ...oauthForm);
  servePages(handler, config.webDir);
  nest.useBodyParser('json', { limit: '32kb' });
  nest.useBodyParser('text', { type: 'application/signoff-receipt+jwt', limit: '32kb' });
  nest.useGlobalFilters(new ProblemFilter(logger, isDatabaseUnavailable));
  const strategy = new EventStreamStrategy(
    core.stream,
    READINGS,
    config.topicPrefix,
    (topic, reason) => logger.warn({ topic, reason }, 'a topic is read anew'),
    isDatabaseUnavailable,
  );
  // The filter too: without it Nest puts "Internal server error" in the place of what a handler threw.
  nest.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await nest.startAllMicroservices();
  await nest.init();
  return {
    handler,
    nest,
    drain: () => {
      health.drain();
      bound.drain();
      nest.get(OpenPages, { strict: false }).close();
      nest.get(OperatorStreams, { strict: false }).close();
    },
  };
}

function neverCached(_: Request, response: Response, next: NextFunction): void {
  response.set('Cache-Control', 'no-store');
  next();
}
