import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { TOPICS, type AccountChange, type IncomingRecord } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import { LOGGER } from '../core/tokens.js';
import { OpenPages } from './open-pages.js';
import { parseActivity } from './parse-activity.js';

/** Feeds the pages this instance holds open from the topic that all instances read. */
@Controller()
export class ActivityTopicController {
  constructor(
    @Inject(OpenPages) private readonly openPages: OpenPages,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @EventPattern(TOPICS.accountActivity.name)
  async record(@Payload() { value }: IncomingRecord): Promise<void> {
    const record = parseActivity(value);
    if (record === null) return;
    for (const change of record.changes) await this.#tell(change);
  }

  /** A hint that is not told is no reason to read the topic anew. */
  async #tell(change: AccountChange): Promise<void> {
    const { txn, type } = change;
    try {
      const pages = await this.openPages.tell(change);
      if (txn !== undefined && pages > 0) this.logger.info({ txn, type, pages }, 'pages told');
    } catch (err) {
      this.logger.warn({ err, txn }, 'telling open pages');
    }
  }
}
