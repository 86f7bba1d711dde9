import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { DATABASE } from '../core/tokens.js';
import { EnforcementPointsModule } from '../enforcement-points/enforcement-points.module.js';
import { InternalController } from './internal.controller.js';
import { PostgresSnapshot } from './postgres/snapshot.js';
import { SNAPSHOT_STORE } from './snapshot.js';

@Module({
  imports: [EnforcementPointsModule],
  controllers: [InternalController],
  providers: [
    {
      provide: SNAPSHOT_STORE,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresSnapshot(database),
    },
  ],
})
export class InternalModule {}
