import { Module } from '@nestjs/common';
import type { Logger } from '#libs/service-runtime';
import { LOGGER } from '../core/tokens.js';
import { FanOuts } from '../hub/fan-outs.js';
import { Hub } from '../hub/hub.js';
import { HubModule } from '../hub/hub.module.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { Telling } from './telling.js';

@Module({
  imports: [HubModule],
  providers: [
    {
      provide: Telling,
      inject: [Hub, FanOuts, GatewayMetrics, LOGGER],
      useFactory: (hub: Hub, fanOuts: FanOuts, metrics: GatewayMetrics, logger: Logger) =>
        new Telling(hub, fanOuts, metrics, logger),
    },
  ],
  exports: [Telling],
})
export class TellingModule {}
