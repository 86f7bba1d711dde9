import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { ACTIVITY_FEED, type ActivityFeed } from '../activity/activity-feed.js';
import { ActivityModule } from '../activity/activity.module.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import type { Logger } from '#libs/service-runtime';
import { FIGURES, type Figures } from '../figures/figures.js';
import { DATABASE, LOGGER } from '../core/tokens.js';
import { AcceptReceipt } from './accept-receipt.js';
import { PostgresReceipts } from './postgres/receipts.js';
import { ReceiptsController } from './receipts.controller.js';

@Module({
  imports: [ActivityModule],
  controllers: [ReceiptsController],
  providers: [
    {
      provide: AcceptReceipt,
      inject: [DATABASE, ACTIVITY_FEED, CONFIG, FIGURES, LOGGER],
      useFactory: (
        database: Database,
        activity: ActivityFeed,
        config: AccountApiConfig,
        figures: Figures,
        logger: Logger,
      ) => new AcceptReceipt(new PostgresReceipts(database), activity, config.issuer, figures, logger),
    },
  ],
  exports: [AcceptReceipt],
})
export class ReceiptsModule {}
