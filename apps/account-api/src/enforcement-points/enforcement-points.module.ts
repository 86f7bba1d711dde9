import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Database } from '#libs/database';
import { topicName, type EventStream } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import { ACTIVITY_FEED, type ActivityFeed } from '../activity/activity-feed.js';
import { ActivityModule } from '../activity/activity.module.js';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { reportTo } from '../core/report.js';
import { BACKGROUND_DATABASE, CLOCK, EVENT_STREAM, LOGGER } from '../core/tokens.js';
import { FIGURES, type Figures } from '../figures/figures.js';
import { PRESENCE_STORE, type PresenceStore } from '../presence/presence-store.js';
import { PresenceModule } from '../presence/presence.module.js';
import { BlockedClock } from './blocked-clock.js';
import { BLOCKED_STORE, type BlockedStore } from './blocked-store.js';
import type { Clock } from './clock.js';
import { LostReports } from './lost-reports.js';
import { PointLook } from './point-look.js';
import { Points } from './points.js';
import { PostgresBlocked } from './postgres/blocked.js';
import { ProgressReading } from './progress-reading.js';
import { ProgressController } from './progress.controller.js';
import { ToldBlocked } from './told-blocked.js';
import { Upkeep } from './upkeep.js';

/** Who lets sessions in, and when all of them have refused a revoked one. */
@Module({
  imports: [ActivityModule, PresenceModule],
  controllers: [ProgressController],
  providers: [
    Points,
    {
      provide: PointLook,
      inject: [Points, EVENT_STREAM, CONFIG, CLOCK],
      useFactory: (points: Points, stream: EventStream, config: AccountApiConfig, clock: Clock) =>
        new PointLook(points, stream, topicName('securityEvents', config.topicPrefix), clock),
    },
    {
      provide: LostReports,
      inject: [CLOCK],
      useFactory: (clock: Clock) => new LostReports(clock),
    },
    {
      provide: ProgressReading,
      inject: [EVENT_STREAM, CONFIG],
      useFactory: (stream: EventStream, config: AccountApiConfig) =>
        new ProgressReading(stream, topicName('enforcementProgress', config.topicPrefix)),
    },
    {
      provide: BLOCKED_STORE,
      inject: [BACKGROUND_DATABASE, FIGURES, LOGGER],
      useFactory: (database: Database, figures: Figures, logger: Logger) =>
        new ToldBlocked(new PostgresBlocked(database), figures, logger),
    },
    {
      provide: BlockedClock,
      inject: [
        Points,
        LostReports,
        ProgressReading,
        BLOCKED_STORE,
        ACTIVITY_FEED,
        CLOCK,
        PRESENCE_STORE,
        LOGGER,
      ],
      useFactory: (
        points: Points,
        lost: LostReports,
        reading: ProgressReading,
        store: BlockedStore,
        activity: ActivityFeed,
        clock: Clock,
        presence: PresenceStore,
        logger: Logger,
      ) =>
        new BlockedClock(
          points,
          lost,
          reading,
          store,
          activity,
          clock,
          ({ point, boot }, how) => {
            logger.info({ point, boot, how }, 'an enforcement point left');
            // A silent gateway may hold its sockets still: Kafka was away, say. Upkeep forgets the dead.
            if (how === 'gone')
              presence.forget(boot).catch(reportTo(logger, 'forgetting the presence of a gateway that left'));
          },
          reportTo(logger, 'marking what is blocked'),
        ),
    },
    {
      provide: Upkeep,
      inject: [BlockedClock, Points, ProgressReading, BLOCKED_STORE, PRESENCE_STORE, CLOCK, LOGGER],
      useFactory: (
        blockedClock: BlockedClock,
        points: Points,
        reading: ProgressReading,
        store: BlockedStore,
        presence: PresenceStore,
        clock: Clock,
        logger: Logger,
      ) => new Upkeep(blockedClock, points, reading, store, presence, clock, reportTo(logger, 'upkeep')),
    },
  ],
  exports: [BlockedClock, Points, PointLook],
})
export class EnforcementPointsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(Upkeep) private readonly upkeep: Upkeep,
    @Inject(Points) points: Points,
    @Inject(PointLook) look: PointLook,
    @Inject(FIGURES) figures: Figures,
  ) {
    figures.askEach(
      'signoff_enforcement_point_behind',
      'Records of security-events that a point has not said to have applied. Six beats come each quarter of a second.',
      'point',
      async () => new Map((await look.all()).map(({ point, behind }) => [point, behind ?? Number.NaN])),
    );
    figures.ask('signoff_enforcement_points_live', 'Points that let sessions in, as they report.', () => {
      return points.live.length;
    });
    figures.ask(
      'signoff_enforcement_points_fresh',
      'Live points that said they were fresh when last heard.',
      () => {
        return points.live.filter(({ fresh }) => fresh).length;
      },
    );
    figures.ask('signoff_enforcement_points_silent', 'Points counted out for their silence.', () => {
      return points.silent.length;
    });
  }

  onApplicationBootstrap(): void {
    this.upkeep.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.upkeep.stop();
  }
}
