import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { TOPICS, type IncomingRecord } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import { LOGGER } from '../core/tokens.js';
import { BlockedClock } from './blocked-clock.js';
import { LostReports } from './lost-reports.js';
import { parseProgress } from './parse-progress.js';
import { ProgressReading } from './progress-reading.js';

/** Every instance reads all progress from its beginning, so each can say when a revocation is blocked. */
@Controller()
export class ProgressController {
  constructor(
    @Inject(BlockedClock) private readonly blockedClock: BlockedClock,
    @Inject(LostReports) private readonly lost: LostReports,
    @Inject(ProgressReading) private readonly reading: ProgressReading,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @EventPattern(TOPICS.enforcementProgress.name)
  record(@Payload() { value, offset, timestamp }: IncomingRecord): void {
    this.lost.reading({ offset, timestamp });
    const record = parseProgress(value);
    if (record === null) this.logger.error({ offset: String(offset) }, 'a progress report is not understood');
    else this.blockedClock.reported(record);
    this.reading.handled(offset);
  }
}
