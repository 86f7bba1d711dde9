import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { ActivityModule } from '../activity/activity.module.js';
import { DATABASE } from '../core/tokens.js';
import { PostgresPresence } from './postgres/presence.js';
import { PRESENCE_STORE } from './presence-store.js';
import { PresenceController } from './presence.controller.js';

@Module({
  imports: [ActivityModule],
  controllers: [PresenceController],
  providers: [
    {
      provide: PRESENCE_STORE,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresPresence(database),
    },
  ],
  exports: [PRESENCE_STORE],
})
export class PresenceModule {}
