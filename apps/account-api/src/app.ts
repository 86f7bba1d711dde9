import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { Provider } from 'oidc-provider';
import { EventStreamStrategy, TOPICS, type Readings } from '#libs/event-stream';
import { AppModule } from './app.module.js';
import type { Core } from './core/core.module.js';
import { ROUTES } from './enrolment/authorization-server.js';
import { pageHeaders, servePages } from './pages/pages.js';
import { corsFor, ownOriginOnly } from './requests/origins.js';
import { ProblemFilter } from './core/problem.filter.js';
import { noteRequestTime } from './revocations/requested-at.js';

const OIDC_PATHS: readonly string[] = [
  ROUTES.token,
  ROUTES.device_authorization,
  ROUTES.jwks,
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
];
const DEVICE_PATHS = [...OIDC_PATHS, '/introspect', '/revoke', '/receipts'];
const INTERNAL_PATHS = ['/internal', '/health', '/metrics', '/introspect'];

/** Receipts and presence are shared between instances; progress and activity each instance reads whole. */
const READINGS: Readings = {
  [TOPICS.deviceReceipts.name]: { shareAs: 'account-api.receipts' },
  [TOPICS.devicePresence.name]: { shareAs: 'account-api.presence' },
  [TOPICS.enforcementProgress.name]: { tailFrom: 'beginning' },
  [TOPICS.accountActivity.name]: { tailFrom: 'end' },
};

export interface AccountApi {
  /** Answers a request of any listener; the Host guard comes before it. */
  readonly handler: Express;
  readonly nest: NestExpressApplication;
}

/** Puts the app together, in the order a request meets it. */
export async function createAccountApi(core: Core): Promise<AccountApi> {
  const { config, isInternal } = core;
  const handler = express();
  const nest = await NestFactory.create<NestExpressApplication>(
    AppModule.register(core),
    new ExpressAdapter(handler),
    { logger: ['error', 'warn'], bodyParser: true },
  );
  const ownOrigins = new Set([config.issuer, config.accountUrl].map((url) => new URL(url).origin));
  const deviceOrigins = new Set([...ownOrigins, ...config.allowedOrigins.map((url) => new URL(url).origin)]);

  handler.disable('x-powered-by');
  handler.use(noteRequestTime);
  handler.use(pageHeaders());
  handler.use(eachToItsListener(isInternal));
  handler.use('/api', ownOriginOnly(ownOrigins), neverCached);
  handler.use(DEVICE_PATHS, corsFor(deviceOrigins));
  // Before Nest's body parsers: oidc-provider reads bodies itself.
  const authorizationServer = nest.get<Provider>(Provider).callback();
  handler.use((request, response, next) => {
    if (OIDC_PATHS.includes(request.path)) void authorizationServer(request, response);
    else next();
  });
  servePages(handler, config.webDir);
  nest.useBodyParser('json', { limit: '32kb' });
  nest.useBodyParser('text', { type: 'application/signoff-receipt+jwt', limit: '32kb' });
  nest.useGlobalFilters(new ProblemFilter());
  nest.connectMicroservice({
    strategy: new EventStreamStrategy(core.stream, READINGS, config.topicPrefix, (topic, reason) =>
      core.logger.warn({ topic, reason }, 'a topic is read anew'),
    ),
  });
  await nest.startAllMicroservices();
  await nest.init();
  return { handler, nest };
}

/** Internal routes answer on the internal listener alone, and nothing else answers there. */
const eachToItsListener =
  (isInternal: Core['isInternal']) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const internalPath = INTERNAL_PATHS.some(
      (path) => request.path === path || request.path.startsWith(`${path}/`),
    );
    const shared = request.path === '/introspect';
    if (isInternal(request) ? internalPath : !internalPath || shared) return next();
    response.status(404).json({ error: 'not_found' });
  };

function neverCached(_: Request, response: Response, next: NextFunction): void {
  response.set('Cache-Control', 'no-store');
  next();
}
