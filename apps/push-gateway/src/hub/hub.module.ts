import { Module } from '@nestjs/common';
import { Hub } from './hub.js';

@Module({ providers: [{ provide: Hub, useFactory: () => new Hub() }], exports: [Hub] })
export class HubModule {}
