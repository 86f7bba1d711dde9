import { Batches } from '#libs/batches';
import { traceHeaders, type EventStream, type OutgoingRecord } from '#libs/event-stream';
import type { ActivityFeed } from '../activity/activity-feed.js';
import type { Logger } from '#libs/service-runtime';
import type { BlockedClock } from '../enforcement-points/blocked-clock.js';
import type { Figures } from '../figures/figures.js';
import type { SignEvent } from '../tokens/sign-event.js';
import { leaveFirst, type Announce, type Pressed } from './announce.js';
import { reportTo } from '../core/report.js';
import type { StoredEvent } from './revocation.js';
import type { Sent, SentStore } from './sent-store.js';

/** In one statement. */
const MOST_MARKS = 500;

/**
 * Publishes a revocation at once, by the process that committed it.
 * Invariants: called after commit only. Whatever fails or dies here leaves an unsent outbox row, which any
 * instance's relay publishes; a second copy is harmless, since readers go by `jti`.
 */
export class PublishEvent implements Announce {
  readonly #marks: Batches<Sent>;
  readonly #publishing = new Set<Promise<void>>();

  constructor(
    private readonly stream: Pick<EventStream, 'publish'>,
    private readonly topic: string,
    private readonly sign: SignEvent,
    store: SentStore,
    private readonly blocked: Pick<BlockedClock, 'published'>,
    private readonly activity: ActivityFeed,
    private readonly figures: Figures,
    private readonly logger: Logger,
  ) {
    const report = reportTo(logger, 'noting what was published');
    const mark = async (sent: readonly Sent[]): Promise<readonly void[]> => {
      await store.sent(sent).catch(report);
      return [];
    };
    this.#marks = new Batches(mark, { mostItems: MOST_MARKS });
  }

  revoked(event: StoredEvent, pressed: Pressed): void {
    this.figures.revoked(event);
    const publishing = this.#publish(event, pressed)
      .catch((err: unknown) =>
        this.logger.warn({ err, txn: event.txn }, 'publishing an event at once; the relay will'),
      )
      .finally(() => this.#publishing.delete(publishing));
    this.#publishing.add(publishing);
  }

  /** Resolves once nothing is being published here, and what was is noted. */
  async settled(): Promise<void> {
    while (this.#publishing.size > 0) await Promise.all(this.#publishing);
  }

  async #publish(event: StoredEvent, pressed: Pressed): Promise<void> {
    const { outboxId, revocationId, sub, sid, payload, txn, cause } = event;
    const committedAfterMs = pressed.committedAt - pressed.requestedAt;
    const key = sub ?? event.campaignId ?? revocationId;
    // Before it leaves, so that nobody has said anything of it before this.
    this.logger.info({ txn, revocationId, sid, cause, outboxId, committedAfterMs }, 'revoked');
    const sending = this.stream.publish(await eventRecord(this.topic, key, txn, payload, this.sign));
    const [{ partition, offset }] = await Promise.all([
      sending,
      leaveFirst().then(() => {
        // Of a class no account's page is told: there may be a million of them.
        if (sub !== null && sid === null)
          this.activity.changed({ sub, type: 'account-revoked', revocationId, txn });
        if (sub !== null && sid !== null)
          this.activity.changed({ sub, type: 'session-revoked', revocationId, sid, txn });
      }),
    ]);
    this.logger.info({ txn, partition, offset: String(offset) }, 'event published');
    this.blocked.published({ ...pressed, revocationId, partition, offset });
    await this.#marks.do({ outboxId, partition, offset, committedAfterMs });
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
  headers: { type: 'set', ...traceHeaders(txn) },
});
