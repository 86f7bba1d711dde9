import { Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import type { Database } from '#libs/database';
import type { Logger } from '#libs/service-runtime';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { reportTo } from '../core/report.js';
import { DATABASE, LOGGER } from '../core/tokens.js';
import { OperatorsModule } from '../operators/operators.module.js';
import { FollowWalls } from './follow-walls.js';
import { PostgresWalls } from './postgres/walls.js';
import { WALL_STORE, type WallStore } from './wall.js';
import { WallController } from './wall.controller.js';

/** A tile for each living device, and what becomes of it. */
@Module({
  imports: [OperatorsModule],
  controllers: [WallController],
  providers: [
    {
      provide: WALL_STORE,
      inject: [DATABASE, CONFIG],
      useFactory: (database: Database, { deviceIdleDays }: AccountApiConfig) =>
        new PostgresWalls(database, deviceIdleDays),
    },
    {
      provide: FollowWalls,
      inject: [WALL_STORE, LOGGER],
      useFactory: (store: WallStore, logger: Logger) =>
        new FollowWalls(store, reportTo(logger, 'looking after walls')),
    },
  ],
})
export class WallModule implements OnModuleDestroy {
  constructor(@Inject(FollowWalls) private readonly followWalls: FollowWalls) {}

  onModuleDestroy(): void {
    this.followWalls.stop();
  }
}
