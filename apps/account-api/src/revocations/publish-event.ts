import type { EventStream, OutgoingRecord } from '#libs/event-stream';
import type { ActivityFeed } from '../activity/activity-feed.js';
import type { BlockedClock } from '../enforcement-points/blocked-clock.js';
import type { SignEvent } from '../tokens/sign-event.js';
import type { Announce, Pressed } from './announce.js';
import { InBatches } from './in-batches.js';
import type { StoredEvent } from './revocation.js';
import type { Sent, SentStore } from './sent-store.js';

/**
 * Publishes a revocation at once, by the process that committed it.
 * Invariants: called after commit only. Whatever fails or dies here leaves an unsent outbox row, which any
 * instance's relay publishes; a second copy is harmless, since readers go by `jti`.
 */
export class PublishEvent implements Announce {
  readonly #marks: InBatches<Sent>;

  constructor(
    private readonly stream: Pick<EventStream, 'publish'>,
    private readonly topic: string,
    private readonly sign: SignEvent,
    store: SentStore,
    private readonly blocked: Pick<BlockedClock, 'published'>,
    private readonly activity: ActivityFeed,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#marks = new InBatches((items) => store.sent(items), onError);
  }

  revoked(event: StoredEvent, pressed: Pressed): void {
    this.#publish(event, pressed).catch(this.onError);
  }

  /** Resolves once nothing published here waits to be noted. */
  settled(): Promise<void> {
    return this.#marks.settled();
  }

  async #publish(event: StoredEvent, pressed: Pressed): Promise<void> {
    const { outboxId, revocationId, sub, sid, payload, txn } = event;
    const sending = this.stream.publish(await eventRecord(this.topic, sub, txn, payload, this.sign));
    if (sid === null) this.activity.changed({ sub, type: 'account-revoked', revocationId });
    else this.activity.changed({ sub, type: 'session-revoked', revocationId, sid });
    const { partition, offset } = await sending;
    this.blocked.published({ ...pressed, revocationId, partition, offset });
    const committedAfterMs = pressed.committedAt - pressed.requestedAt;
    this.#marks.add({ outboxId, partition, offset, committedAfterMs });
  }
}

/** The record of an event, signed now with the issuer's current key: the outbox holds claims. */
export const eventRecord = async (
  topic: string,
  key: string,
  txn: string,
  payload: string,
  sign: SignEvent,
): Promise<OutgoingRecord> => ({
  topic,
  key,
  value: await sign(payload),
  headers: { type: 'set', txn },
});
