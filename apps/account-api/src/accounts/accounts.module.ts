import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { ACTIVITY_FEED } from '../activity/activity-feed.js';
import { ActivityModule } from '../activity/activity.module.js';
import { BrowserSessions } from '../browser-sessions/browser-sessions.js';
import { BrowserSessionsModule } from '../browser-sessions/browser-sessions.module.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { DATABASE } from '../core/tokens.js';
import { REVOCATION_STORE } from '../revocations/revocation-store.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { RevokeAccount } from '../revocations/revoke-account.js';
import { AccountsController } from './accounts.controller.js';
import { ChangePassword } from './change-password.js';
import { DemoController } from './demo.controller.js';
import { ACCOUNT_STORE, type AccountStore } from './account-store.js';
import { GivePassword } from './give-password.js';
import { Passwords } from './passwords.js';
import { PostgresAccounts } from './postgres/accounts.js';
import { PostgresRateLimits } from './postgres/rate-limits.js';
import { RATE_LIMITS, type RateLimits } from './rate-limits.js';
import { SignIn } from './sign-in.js';
import { SignUp } from './sign-up.js';

const HALF_A_MINUTE_MS = 30_000;
const MINUTE_MS = 60_000;

@Module({
  imports: [ActivityModule, BrowserSessionsModule, RevocationsModule],
  controllers: [AccountsController, DemoController],
  providers: [
    {
      provide: ACCOUNT_STORE,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresAccounts(database),
    },
    {
      provide: RATE_LIMITS,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresRateLimits(database),
    },
    {
      provide: Passwords,
      inject: [CONFIG],
      useFactory: (config: AccountApiConfig) =>
        new Passwords({ memoryKib: config.argon2MemoryKib, passes: config.argon2Passes }),
    },
    {
      provide: SignUp,
      inject: [ACCOUNT_STORE, Passwords, RATE_LIMITS, CONFIG],
      useFactory: (store: AccountStore, passwords: Passwords, limits: RateLimits, config: AccountApiConfig) =>
        new SignUp(store, passwords, limits, {
          open: config.allowSignUp,
          byAddress: { burst: config.signUpsPerAddress, refillMs: MINUTE_MS },
        }),
    },
    {
      provide: SignIn,
      inject: [ACCOUNT_STORE, Passwords, RATE_LIMITS, CONFIG],
      useFactory: (store: AccountStore, passwords: Passwords, limits: RateLimits, config: AccountApiConfig) =>
        new SignIn(store, passwords, limits, {
          byAccount: { burst: config.signInAttempts, refillMs: HALF_A_MINUTE_MS },
          byAddress: { burst: config.signInAttempts * 10, refillMs: HALF_A_MINUTE_MS / 10 },
        }),
    },
    {
      provide: GivePassword,
      inject: [SignIn, BrowserSessions],
      useFactory: (signIn: SignIn, browsers: BrowserSessions) => new GivePassword(signIn, browsers),
    },
    {
      provide: ChangePassword,
      inject: [
        DATABASE,
        ACCOUNT_STORE,
        Passwords,
        GivePassword,
        REVOCATION_STORE,
        RevokeAccount,
        ACTIVITY_FEED,
      ],
      useFactory: (...parts: ConstructorParameters<typeof ChangePassword>) => new ChangePassword(...parts),
    },
  ],
  exports: [RATE_LIMITS, Passwords],
})
export class AccountsModule {}
