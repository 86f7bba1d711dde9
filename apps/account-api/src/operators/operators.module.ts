import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Database } from '#libs/database';
import { AccountsModule } from '../accounts/accounts.module.js';
import { Passwords } from '../accounts/passwords.js';
import { RATE_LIMITS, type RateLimits } from '../accounts/rate-limits.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { DATABASE } from '../core/tokens.js';
import { OperatorSignIns } from './operator-sign-ins.js';
import { OPERATOR_STORE, type OperatorStore } from './operator-store.js';
import { OperatorStreams } from './operator-streams.js';
import { OperatorsController } from './operators.controller.js';
import { PostgresOperators } from './postgres/operators.js';
import { OperatorGuard } from './signed-in-operator.js';

const HALF_A_MINUTE_MS = 30_000;

/** Exports who is signed in as an operator; guard your controllers with OperatorGuard. */
@Module({
  imports: [AccountsModule],
  controllers: [OperatorsController],
  providers: [
    {
      provide: OPERATOR_STORE,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresOperators(database),
    },
    {
      provide: OperatorSignIns,
      inject: [OPERATOR_STORE, Passwords, RATE_LIMITS, CONFIG],
      useFactory: (
        store: OperatorStore,
        passwords: Passwords,
        limits: RateLimits,
        { signInAttempts }: AccountApiConfig,
      ) =>
        new OperatorSignIns(store, passwords, limits, {
          byOperator: { burst: signInAttempts, refillMs: HALF_A_MINUTE_MS },
          byAddress: { burst: signInAttempts * 10, refillMs: HALF_A_MINUTE_MS / 10 },
        }),
    },
    {
      provide: OperatorStreams,
      inject: [OperatorSignIns],
      useFactory: (signIns: OperatorSignIns) => new OperatorStreams(signIns),
    },
    OperatorGuard,
  ],
  exports: [OPERATOR_STORE, OperatorSignIns, OperatorStreams, OperatorGuard],
})
export class OperatorsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(@Inject(OperatorStreams) private readonly streams: OperatorStreams) {}

  onApplicationBootstrap(): void {
    this.streams.start();
  }

  onModuleDestroy(): void {
    this.streams.close();
  }
}
