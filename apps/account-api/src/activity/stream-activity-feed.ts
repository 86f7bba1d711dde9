import { traceHeaders, type ActivityRecord, type EventStream } from '#libs/event-stream';
import type { ActivityFeed, Change } from './activity-feed.js';

/** The feed over the account-activity topic, which every instance reads. */
export class StreamActivityFeed implements ActivityFeed {
  constructor(
    private readonly stream: Pick<EventStream, 'publish'>,
    private readonly topic: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  changed(change: Change): void {
    const record: ActivityRecord = { v: 1, ...change, at: Date.now() };
    this.stream
      .publish({
        topic: this.topic,
        key: change.sub,
        value: JSON.stringify(record),
        ...(change.txn === undefined ? {} : { headers: traceHeaders(change.txn) }),
      })
      .catch(this.onError);
  }
}
