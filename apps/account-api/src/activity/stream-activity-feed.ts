import { traceHeaders, type ActivityRecord, type EventStream, type OutgoingRecord } from '#libs/event-stream';
import { InBatches } from '../core/in-batches.js';
import type { ActivityFeed, Change } from './activity-feed.js';

/** Far below what a broker takes in one request. */
const MOST = 500;

/**
 * The feed over the account-activity topic, which every instance reads. What changes while some are being sent goes
 * together after them: a campaign's receipts would else be a request to the broker each.
 */
export class StreamActivityFeed implements ActivityFeed {
  readonly #sending: InBatches<OutgoingRecord>;

  constructor(
    stream: Pick<EventStream, 'publishAll'>,
    private readonly topic: string,
    onError: (error: unknown) => void,
  ) {
    this.#sending = new InBatches((records) => stream.publishAll(records), onError, MOST);
  }

  changed(change: Change): void {
    const record: ActivityRecord = { v: 1, ...change, at: Date.now() };
    this.#sending.add({
      topic: this.topic,
      key: change.sub,
      value: JSON.stringify(record),
      ...(change.txn === undefined ? {} : { headers: traceHeaders(change.txn) }),
    });
  }
}
