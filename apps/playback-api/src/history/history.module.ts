import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { DATABASE } from '../core/tokens.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { HISTORY_STORE } from './history-store.js';
import { HistoryController } from './history.controller.js';
import { PostgresHistory } from './postgres/history.js';

@Module({
  imports: [ProfilesModule],
  controllers: [HistoryController],
  providers: [
    {
      provide: HISTORY_STORE,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresHistory(database),
    },
  ],
  exports: [HISTORY_STORE],
})
export class HistoryModule {}
