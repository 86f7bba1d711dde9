import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Database } from '#libs/database';
import { topicName, type EventStream } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { reportTo } from '../core/report.js';
import { CLOCK, BACKGROUND_DATABASE, EVENT_STREAM, LOGGER } from '../core/tokens.js';
import type { Clock } from '../enforcement-points/clock.js';
import { FIGURES, type Figures } from '../figures/figures.js';
import { PostgresBeatSource } from './postgres/beat-source.js';
import { WriteBeats } from './write-beats.js';

@Module({
  providers: [
    {
      provide: WriteBeats,
      inject: [BACKGROUND_DATABASE, EVENT_STREAM, CONFIG, CLOCK, FIGURES, LOGGER],
      useFactory: (
        database: Database,
        stream: EventStream,
        config: AccountApiConfig,
        clock: Clock,
        figures: Figures,
        logger: Logger,
      ) =>
        new WriteBeats(
          new PostgresBeatSource(database),
          counted(stream, figures),
          topicName('securityEvents', config.topicPrefix),
          clock,
          reportTo(logger, 'writing beats'),
        ),
    },
  ],
})
export class BeatsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(@Inject(WriteBeats) private readonly beats: WriteBeats) {}

  onApplicationBootstrap(): void {
    this.beats.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.beats.stop();
  }
}

const counted = (
  stream: EventStream,
  { beats }: Figures,
): Pick<EventStream, 'publishAll' | 'endOffsets'> => ({
  endOffsets: (topic) => stream.endOffsets(topic),
  publishAll: async (records) => {
    await stream.publishAll(records);
    beats.inc(records.length);
  },
});
