import {
  grouped,
  traceHeaders,
  type AccountChange,
  type ActivityRecord,
  type EventStream,
  type OutgoingRecord,
} from '#libs/event-stream';
import { InBatches } from '../core/in-batches.js';
import type { ActivityFeed, Change } from './activity-feed.js';

/** Far below what a broker takes in one request. */
const MOST = 500;

/**
 * The feed over the account-activity topic, which every instance reads. What changes while some are being sent goes
 * together after them.
 */
export class StreamActivityFeed implements ActivityFeed {
  readonly #sending: InBatches<AccountChange>;

  constructor(
    stream: Pick<EventStream, 'publishAll'>,
    private readonly topic: string,
    onError: (error: unknown) => void,
  ) {
    this.#sending = new InBatches((changes) => stream.publishAll(this.#records(changes)), onError, MOST);
  }

  changed(change: Change): void {
    this.#sending.add({ ...change, at: Date.now() });
  }

  /** Those of one sign-out together: a campaign's receipts would else be a record each, to every instance. */
  #records(changes: readonly AccountChange[]): readonly OutgoingRecord[] {
    return [...grouped(changes, ({ txn }) => txn)].map(([txn, its]) => {
      const record: ActivityRecord = { v: 1, changes: its };
      return {
        ...{ topic: this.topic, key: its[0]!.sub, value: JSON.stringify(record) },
        ...(txn === undefined ? {} : { headers: traceHeaders(txn) }),
      };
    });
  }
}
