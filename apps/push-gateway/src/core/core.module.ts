import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { EventStream } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import type { VerifyThread } from '../admission/verifier.js';
import type { PushGatewayConfig } from '../config.js';
import type { OpenPoint } from '../enforcement/enforcement-point.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { CONFIG, CORE, EVENT_STREAM, LOGGER } from './tokens.js';

/** What main.ts made before there was an app, for every module to inject. */
export interface Core {
  readonly config: PushGatewayConfig;
  /** The name this gateway goes by in progress, presence and receipts. */
  readonly gateway: string;
  readonly stream: EventStream;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly openPoint: OpenPoint;
  readonly startVerifyThread: () => VerifyThread;
}

@Global()
@Module({})
export class CoreModule {
  static register(core: Core): DynamicModule {
    const providers = [
      { provide: CORE, useValue: core },
      { provide: CONFIG, useValue: core.config },
      { provide: EVENT_STREAM, useValue: core.stream },
      { provide: LOGGER, useValue: core.logger },
      { provide: GatewayMetrics, useFactory: () => new GatewayMetrics(core.registry) },
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}
