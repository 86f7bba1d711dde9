import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { AccountsModule } from '../accounts/accounts.module.js';
import { RATE_LIMITS, type RateLimits } from '../accounts/rate-limits.js';
import { BrowserSessionsModule } from '../browser-sessions/browser-sessions.module.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { DATABASE } from '../core/tokens.js';
import { SESSION_SOURCE, type SessionSource } from '../enrolment/device-sessions.js';
import { ActivationController } from './activation.controller.js';
import { DecideCode } from './decide-code.js';
import { PostgresDeviceCodes } from './postgres/device-codes.js';

@Module({
  imports: [AccountsModule, BrowserSessionsModule],
  controllers: [ActivationController],
  providers: [
    {
      provide: DecideCode,
      inject: [DATABASE, SESSION_SOURCE, RATE_LIMITS, CONFIG],
      useFactory: (
        database: Database,
        sessions: SessionSource,
        limits: RateLimits,
        config: AccountApiConfig,
      ) =>
        new DecideCode(database, new PostgresDeviceCodes(database, config.issuer), sessions, limits, {
          burst: config.userCodeAttempts,
          refillMs: 30_000,
        }),
    },
  ],
})
export class ActivationModule {}
