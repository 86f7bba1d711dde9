import { Module } from '@nestjs/common';
import { FanOuts } from './fan-outs.js';
import { Hub } from './hub.js';

@Module({
  providers: [
    { provide: Hub, useFactory: () => new Hub() },
    { provide: FanOuts, useFactory: () => new FanOuts() },
  ],
  exports: [Hub, FanOuts],
})
export class HubModule {}
