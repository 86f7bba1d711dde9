import { Module } from '@nestjs/common';
import type { Database } from '#libs/database';
import { ACTIVITY_FEED, type ActivityFeed } from '../activity/activity-feed.js';
import { ActivityModule } from '../activity/activity.module.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { DATABASE } from '../core/tokens.js';
import { AcceptReceipt } from './accept-receipt.js';
import { PostgresReceipts } from './postgres/receipts.js';
import { ReceiptsController } from './receipts.controller.js';

@Module({
  imports: [ActivityModule],
  controllers: [ReceiptsController],
  providers: [
    {
      provide: AcceptReceipt,
      inject: [DATABASE, ACTIVITY_FEED, CONFIG],
      useFactory: (database: Database, activity: ActivityFeed, config: AccountApiConfig) =>
        new AcceptReceipt(new PostgresReceipts(database), activity, config.issuer),
    },
  ],
  exports: [AcceptReceipt],
})
export class ReceiptsModule {}
