import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Database } from '#libs/database';
import { topicName, type EventStream } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import { BrowserSessionsModule } from '../browser-sessions/browser-sessions.module.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { reportTo } from '../core/report.js';
import { DATABASE, EVENT_STREAM, LOGGER } from '../core/tokens.js';
import { REVOCATION_STORE, type RevocationStore } from '../revocations/revocation-store.js';
import { ActivityController } from './activity.controller.js';
import { ACTIVITY_FEED } from './activity-feed.js';
import { ACTIVITY_LIST } from './activity-list.js';
import { ActivityTopicController } from './activity-topic.controller.js';
import { HEARTBEAT_MS, OpenPages } from './open-pages.js';
import { PostgresActivityList } from './postgres/activity-list.js';
import { StreamActivityFeed } from './stream-activity-feed.js';

/** What happens in an account: entries to read, changes as they come. */
@Module({
  imports: [BrowserSessionsModule],
  controllers: [ActivityController, ActivityTopicController],
  providers: [
    {
      provide: ACTIVITY_FEED,
      inject: [EVENT_STREAM, CONFIG, LOGGER],
      useFactory: (stream: EventStream, config: AccountApiConfig, logger: Logger) =>
        new StreamActivityFeed(
          stream,
          topicName('accountActivity', config.topicPrefix),
          reportTo(logger, 'telling of a change'),
        ),
    },
    {
      provide: ACTIVITY_LIST,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresActivityList(database),
    },
    {
      provide: OpenPages,
      inject: [REVOCATION_STORE],
      useFactory: (store: RevocationStore) =>
        new OpenPages(async (facts) => (await store.covering(facts)) !== null),
    },
  ],
  exports: [ACTIVITY_FEED, OpenPages],
})
export class ActivityModule implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(OpenPages) private readonly openPages: OpenPages) {}

  onApplicationBootstrap(): void {
    // A beat that cannot ask the database tells nothing; the next one may.
    this.#timer = setInterval(() => void this.openPages.heartbeat().catch(() => {}), HEARTBEAT_MS);
    this.#timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
    this.openPages.close();
  }
}
