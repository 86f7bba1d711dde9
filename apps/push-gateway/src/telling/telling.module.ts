import { Module } from '@nestjs/common';
import type { Logger } from '#libs/service-runtime';
import { LOGGER } from '../core/tokens.js';
import { Hub } from '../hub/hub.js';
import { HubModule } from '../hub/hub.module.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { Telling } from './telling.js';

@Module({
  imports: [HubModule],
  providers: [
    {
      provide: Telling,
      inject: [Hub, GatewayMetrics, LOGGER],
      useFactory: (hub: Hub, metrics: GatewayMetrics, logger: Logger) => new Telling(hub, metrics, logger),
    },
  ],
  exports: [Telling],
})
export class TellingModule {}
