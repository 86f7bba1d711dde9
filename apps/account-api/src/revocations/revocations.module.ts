import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Database } from '#libs/database';
import { topicName, type EventStream } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import { ACTIVITY_FEED, type ActivityFeed } from '../activity/activity-feed.js';
import { ActivityModule } from '../activity/activity.module.js';
import { BrowserSessionsModule } from '../browser-sessions/browser-sessions.module.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { BACKGROUND_DATABASE, EVENT_STREAM, LOGGER, SIGN_EVENT } from '../core/tokens.js';
import { BlockedClock } from '../enforcement-points/blocked-clock.js';
import { EnforcementPointsModule } from '../enforcement-points/enforcement-points.module.js';
import { Points } from '../enforcement-points/points.js';
import { FIGURES, type Figures } from '../figures/figures.js';
import type { SignEvent } from '../tokens/sign-event.js';
import { ANNOUNCE, type Announce } from './announce.js';
import { LeftOvers } from './left-overs.js';
import { PostgresSent } from './postgres/sent.js';
import { PublishEvent } from './publish-event.js';
import { ReadRevocation } from './read-revocation.js';
import { REVOCATION_STORE, type RevocationStore } from './revocation-store.js';
import { RevocationStoreModule } from './revocation-store.module.js';
import { RevocationsController } from './revocations.controller.js';
import { RevokeAccount } from './revoke-account.js';
import { RevokeSession } from './revoke-session.js';

const pointsNow = (points: Points) => (): number => points.live.length;

@Module({
  imports: [RevocationStoreModule, ActivityModule, EnforcementPointsModule, BrowserSessionsModule],
  controllers: [RevocationsController],
  providers: [
    {
      provide: PublishEvent,
      inject: [
        EVENT_STREAM,
        CONFIG,
        SIGN_EVENT,
        BACKGROUND_DATABASE,
        BlockedClock,
        ACTIVITY_FEED,
        FIGURES,
        LOGGER,
      ],
      useFactory: (
        stream: EventStream,
        config: AccountApiConfig,
        sign: SignEvent,
        database: Database,
        blocked: BlockedClock,
        activity: ActivityFeed,
        figures: Figures,
        logger: Logger,
      ) =>
        new PublishEvent(
          stream,
          topicName('securityEvents', config.topicPrefix),
          sign,
          new PostgresSent(database),
          blocked,
          activity,
          figures,
          logger,
        ),
    },
    {
      provide: LeftOvers,
      inject: [EVENT_STREAM, CONFIG, SIGN_EVENT, BACKGROUND_DATABASE, FIGURES, LOGGER],
      useFactory: (
        stream: EventStream,
        config: AccountApiConfig,
        sign: SignEvent,
        database: Database,
        figures: Figures,
        logger: Logger,
      ) =>
        new LeftOvers({
          database,
          stream,
          topic: topicName('securityEvents', config.topicPrefix),
          sign,
          sent: new PostgresSent(database),
          figures,
          logger,
        }),
    },
    { provide: ANNOUNCE, useExisting: PublishEvent },
    {
      provide: RevokeSession,
      inject: [REVOCATION_STORE, ANNOUNCE, CONFIG, Points],
      useFactory: (
        store: RevocationStore,
        announce: Announce,
        { issuer }: AccountApiConfig,
        points: Points,
      ) => new RevokeSession(store, announce, issuer, pointsNow(points)),
    },
    {
      provide: RevokeAccount,
      inject: [REVOCATION_STORE, ANNOUNCE, CONFIG, Points],
      useFactory: (
        store: RevocationStore,
        announce: Announce,
        { issuer }: AccountApiConfig,
        points: Points,
      ) => new RevokeAccount(store, announce, issuer, pointsNow(points)),
    },
    {
      provide: ReadRevocation,
      inject: [REVOCATION_STORE, Points],
      useFactory: (store: RevocationStore, points: Points) => new ReadRevocation(store, pointsNow(points)),
    },
  ],
  exports: [ANNOUNCE, RevokeSession, RevokeAccount, ReadRevocation, RevocationStoreModule],
})
export class RevocationsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(PublishEvent) private readonly publish: PublishEvent,
    @Inject(LeftOvers) private readonly leftOvers: LeftOvers,
  ) {}

  onApplicationBootstrap(): void {
    this.leftOvers.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.leftOvers.stop();
    await this.publish.settled();
  }
}
