import { Batches } from '#libs/batches';
import {
  grouped,
  traceHeaders,
  type AccountChange,
  type ActivityRecord,
  type EventStream,
  type OutgoingRecord,
} from '#libs/event-stream';
import type { ActivityFeed, Change } from './activity-feed.js';

/** Far below what a broker takes in one request. */
const MOST = 500;

/**
 * The feed over the account-activity topic, which every instance reads. What changes while some are being sent goes
 * together after them.
 */
export class StreamActivityFeed implements ActivityFeed {
  readonly #sending: Batches<AccountChange>;

  constructor(
    stream: Pick<EventStream, 'publishAll'>,
    private readonly topic: string,
    onError: (error: unknown) => void,
  ) {
    const send = async (changes: readonly AccountChange[]): Promise<readonly void[]> => {
      // A hint: nobody waits for it, and one that is lost is told by the next look.
      await stream.publishAll(this.#records(changes)).catch(onError);
      return [];
    };
    this.#sending = new Batches(send, { mostItems: MOST });
  }

  changed(change: Change): void {
    void this.#sending.do({ ...change, at: Date.now() });
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
