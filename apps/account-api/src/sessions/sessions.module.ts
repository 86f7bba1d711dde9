import { Global, Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { ACTIVITY_FEED, type ActivityFeed } from '../activity/activity-feed.js';
import { ActivityModule } from '../activity/activity.module.js';
import { BrowserSessionsModule } from '../browser-sessions/browser-sessions.module.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { DATABASE } from '../core/tokens.js';
import { SESSION_SOURCE } from '../enrolment/device-sessions.js';
import { ANNOUNCE, type Announce } from '../revocations/announce.js';
import { REVOCATION_STORE, type RevocationStore } from '../revocations/revocation-store.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { PostgresSessionList } from './postgres/session-list.js';
import { PostgresSessionSource } from './postgres/session-source.js';
import { RenameSession } from './rename-session.js';
import { SESSION_LIST, type SessionList } from './session-list.js';
import { SessionsController } from './sessions.controller.js';

/** Sessions, as enrolment opens them, tokens are judged by them, and their owner lists and ends them. */
@Global()
@Module({
  imports: [RevocationsModule, ActivityModule, BrowserSessionsModule],
  controllers: [SessionsController],
  providers: [
    {
      provide: SESSION_SOURCE,
      inject: [DATABASE, REVOCATION_STORE, ANNOUNCE, ACTIVITY_FEED, CONFIG],
      useFactory: (
        database: Database,
        revocations: RevocationStore,
        announce: Announce,
        activity: ActivityFeed,
        { issuer }: AccountApiConfig,
      ) => new PostgresSessionSource(database, revocations, announce, activity, issuer),
    },
    {
      provide: SESSION_LIST,
      inject: [DATABASE, CONFIG],
      useFactory: (database: Database, { deviceIdleDays }: AccountApiConfig) =>
        new PostgresSessionList(database, deviceIdleDays),
    },
    {
      provide: RenameSession,
      inject: [SESSION_LIST, ACTIVITY_FEED],
      useFactory: (sessions: SessionList, activity: ActivityFeed) => new RenameSession(sessions, activity),
    },
  ],
  exports: [SESSION_SOURCE],
})
export class SessionsModule {}
