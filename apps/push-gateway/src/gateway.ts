import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import express, { type Express } from 'express';
import { watchEnforcement } from '#libs/enforcement';
import {
  Health,
  hostGuard,
  internalRoutes,
  NestLog,
  ProblemFilter,
  RequestBound,
} from '#libs/service-runtime';
import { Pace } from './admission/pace.js';
import { Verifier } from './admission/verifier.js';
import { AppModule } from './app.module.js';
import type { Core } from './core/core.module.js';
import { drain } from './drain/drain.js';
import { ENFORCEMENT_POINT, type EnforcementPoint } from './enforcement/enforcement-point.js';
import { Hub } from './hub/hub.js';
import { Lifetimes } from './lifetimes/lifetimes.js';
import { Compaction } from './memory/compaction.js';
import { GatewayMetrics } from './metrics/gateway-metrics.js';
import { Presence } from './presence/presence.js';
import { Receipts } from './receipts/receipts.js';
import { Sockets } from './socket/sockets.js';

/** Requests that are no handshake: devices have none to make, so these are few or somebody's mischief. */
const PLAIN_REQUESTS = 1_000;

export interface Gateway {
  /** Answers plain HTTP of any listener. */
  readonly handler: Express;
  /** Takes WebSocket handshakes of the public listeners. */
  readonly upgrade: Sockets['upgrade'];
  readonly health: Health;
  readonly hub: Hub;
  /** Resolves once it may admit devices. Rejects only when it is closed meanwhile. */
  start(): Promise<void>;
  /** Sends all devices away over a window, and takes no new ones. */
  drain(windowMs: number): Promise<void>;
  /** Once no socket is left: says that this point is gone, and stops. */
  close(): Promise<void>;
}

/** Puts the gateway together. The caller opens listeners, stream and keys, and closes them. */
export async function createGateway(core: Core): Promise<Gateway> {
  const { config, logger, registry } = core;
  const handler = express();
  const nest = await NestFactory.create<NestExpressApplication>(
    AppModule.register(core),
    new ExpressAdapter(handler),
    { logger: new NestLog(logger), bodyParser: false },
  );
  const point = nest.get<EnforcementPoint>(ENFORCEMENT_POINT, { strict: false });
  const of = <T>(type: abstract new (...args: never[]) => T): T => nest.get<T>(type, { strict: false });
  const [hub, sockets, verifier, presence] = [of(Hub), of(Sockets), of(Verifier), of(Presence)];
  const [lifetimes, compaction, receipts] = [of(Lifetimes), of(Compaction), of(Receipts)];
  const health = new Health();
  health.addCheck('enforcement', () => (point.isFresh() ? null : 'cannot tell now who is signed in'));
  of(GatewayMetrics).watch(hub, {
    verify_queue: () => verifier.pending,
    verify_pace: () => of(Pace).perS,
    receipt_queue: () => receipts.pending,
    presence_queue: () => presence.pending,
  });
  watchEnforcement(registry, 'signoff_gateway', point);
  const bound = new RequestBound({ requests: PLAIN_REQUESTS, openStreams: 0, isStream: () => false });
  handler.disable('x-powered-by');
  handler.use(bound.middleware);
  handler.use(hostGuard(config.publicUrls));
  handler.use(internalRoutes({ health, metrics: registry }));
  nest.useGlobalFilters(new ProblemFilter(logger));
  await nest.init();
  return {
    handler,
    health,
    hub,
    upgrade: sockets.upgrade,
    start: async () => {
      lifetimes.start();
      compaction.start();
      await point.start();
    },
    drain: (windowMs) => {
      health.drain();
      bound.drain();
      return drain(sockets, windowMs);
    },
    close: async () => {
      lifetimes.stop();
      compaction.stop();
      await Promise.all([verifier.stop(), presence.stop()]);
      await point.stop();
      await nest.close();
    },
  };
}
