import { Module } from '@nestjs/common';
import type { EventStream } from '#libs/event-stream';
import type { Core } from '../core/core.module.js';
import { CORE, EVENT_STREAM } from '../core/tokens.js';
import { FanOuts } from '../hub/fan-outs.js';
import { HubModule } from '../hub/hub.module.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { Receipts } from './receipts.js';

@Module({
  imports: [HubModule],
  providers: [
    {
      provide: Receipts,
      inject: [EVENT_STREAM, FanOuts, GatewayMetrics, CORE],
      useFactory: (
        stream: EventStream,
        fanOuts: FanOuts,
        metrics: GatewayMetrics,
        { config, logger, gateway }: Core,
      ) =>
        new Receipts(stream, fanOuts, metrics, logger, {
          issuer: config.issuer,
          topicPrefix: config.topicPrefix,
          gateway,
        }),
    },
  ],
  exports: [Receipts],
})
export class ReceiptsModule {}
