import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { PostgresRateLimits } from '../accounts/postgres/rate-limits.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { DATABASE } from '../core/tokens.js';
import { SESSION_SOURCE, type SessionSource } from '../enrolment/device-sessions.js';
import { BrowserSessions } from './browser-sessions.js';
import { PasswordAge } from './password-age.js';
import { PostgresSignIns } from './postgres/sign-ins.js';
import { SignedInGuard } from './signed-in.js';

/** Exports who is signed in; guard your controllers with SignedInGuard. */
@Module({
  providers: [
    {
      provide: BrowserSessions,
      inject: [DATABASE, SESSION_SOURCE, CONFIG],
      useFactory: (database: Database, sessions: SessionSource, config: AccountApiConfig) =>
        new BrowserSessions(database, sessions, new PostgresSignIns(database), config.browserSessionDays),
    },
    {
      provide: PasswordAge,
      inject: [DATABASE],
      useFactory: (database: Database) => new PasswordAge(new PostgresRateLimits(database)),
    },
    SignedInGuard,
  ],
  exports: [BrowserSessions, PasswordAge, SignedInGuard],
})
export class BrowserSessionsModule {}
