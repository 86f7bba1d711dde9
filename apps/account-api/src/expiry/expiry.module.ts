import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Database } from '#libs/database';
import type { Logger } from '#libs/service-runtime';
import { reportTo } from '../core/report.js';
import { CLOCK, DATABASE, LOGGER } from '../core/tokens.js';
import type { Clock } from '../enforcement-points/clock.js';
import { ForgetExpired } from './forget-expired.js';

@Module({
  providers: [
    {
      provide: ForgetExpired,
      inject: [DATABASE, CLOCK, LOGGER],
      useFactory: (database: Database, clock: Clock, logger: Logger) =>
        new ForgetExpired(database, clock, reportTo(logger, 'forgetting what has expired')),
    },
  ],
})
export class ExpiryModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(@Inject(ForgetExpired) private readonly forgetExpired: ForgetExpired) {}

  onApplicationBootstrap(): void {
    this.forgetExpired.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.forgetExpired.stop();
  }
}
