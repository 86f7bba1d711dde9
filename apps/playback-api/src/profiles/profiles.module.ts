import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { DATABASE } from '../core/tokens.js';
import { PostgresProfiles } from './postgres/profiles.js';
import { PROFILE_STORE } from './profile-store.js';
import { ProfilesController } from './profiles.controller.js';

@Module({
  controllers: [ProfilesController],
  providers: [
    {
      provide: PROFILE_STORE,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresProfiles(database),
    },
  ],
  exports: [PROFILE_STORE],
})
export class ProfilesModule {}
