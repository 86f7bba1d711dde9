import { Module } from '@nestjs/common';
import type { Core } from '../core/core.module.js';
import { CORE } from '../core/tokens.js';
import { FanOuts } from '../hub/fan-outs.js';
import { Hub } from '../hub/hub.js';
import { HubModule } from '../hub/hub.module.js';
import { openCollector } from './collector.js';
import { Compaction } from './compaction.js';

@Module({
  imports: [HubModule],
  providers: [
    {
      provide: Compaction,
      inject: [Hub, FanOuts, CORE],
      useFactory: (hub: Hub, fanOuts: FanOuts, { logger }: Core) =>
        new Compaction(hub, fanOuts, openCollector(), logger),
    },
  ],
  exports: [Compaction],
})
export class MemoryModule {}
