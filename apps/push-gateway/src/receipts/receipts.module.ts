import { Module } from '@nestjs/common';
import type { EventStream } from '#libs/event-stream';
import type { Core } from '../core/core.module.js';
import { CORE, EVENT_STREAM } from '../core/tokens.js';
import { FanOuts } from '../hub/fan-outs.js';
import { HubModule } from '../hub/hub.module.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { Batches } from '../publishing/batches.js';
import { Receipts } from './receipts.js';

@Module({
  imports: [HubModule],
  providers: [
    { provide: Batches, inject: [EVENT_STREAM], useFactory: (stream: EventStream) => new Batches(stream) },
    {
      provide: Receipts,
      inject: [Batches, FanOuts, GatewayMetrics, CORE],
      useFactory: (
        batches: Batches,
        fanOuts: FanOuts,
        metrics: GatewayMetrics,
        { config, logger, gateway }: Core,
      ) =>
        new Receipts(batches, fanOuts, metrics, logger, {
          issuer: config.issuer,
          topicPrefix: config.topicPrefix,
          gateway,
        }),
    },
  ],
  exports: [Receipts, Batches],
})
export class ReceiptsModule {}
