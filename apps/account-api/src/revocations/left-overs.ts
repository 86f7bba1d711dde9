import { randomUUID } from 'node:crypto';
import type { Database } from '#libs/database';
import type { EventStream } from '#libs/event-stream';
import { PostgresOutboxStore, Publisher, Relay } from '#libs/outbox';
import type { Logger } from '#libs/service-runtime';
import { reportTo } from '../core/report.js';
import type { Figures } from '../figures/figures.js';
import type { SignEvent } from '../tokens/sign-event.js';
import { eventRecord } from './publish-event.js';
import { EVENTS_TOPIC } from './revocation.js';
import { Standing } from './standing.js';
import type { SentStore } from './sent-store.js';

const PURGE_EVERY_MS = 60_000;
/** Sent rows are kept an hour, for whoever follows one `txn`. */
const KEEP_SENT_MS = 3_600_000;
/** Few, so that each statement holds its locks for milliseconds; as often as it takes. */
const PURGE_AT_ONCE = 1_000;

export interface LeftOversParts {
  readonly database: Database;
  readonly stream: Pick<EventStream, 'publish'>;
  readonly topic: string;
  readonly sign: SignEvent;
  readonly sent: SentStore;
  readonly figures: Figures;
  readonly logger: Logger;
}

/** Publishes the revocations whose process died before it could, and clears away what was sent long ago. */
export class LeftOvers {
  readonly #relay: Relay;
  readonly #store: PostgresOutboxStore;
  readonly #purge: () => void;
  #timer: NodeJS.Timeout | undefined;
  #purging: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor({ database, stream, topic, sign, sent, figures, logger }: LeftOversParts) {
    const onError = reportTo(logger, 'publishing what was left over');
    this.#store = new PostgresOutboxStore(database);
    const publisher = new Publisher(this.#store, stream, {
      encode: ({ key, headers, payload }) => eventRecord(topic, key, headers['txn'] ?? '', payload, sign),
      onPublished: async ({ id, headers }, { partition, offset }) => {
        await sent.sent([{ outboxId: id, partition, offset, committedAfterMs: null }]);
        figures.leftOvers.inc();
        logger.info({ txn: headers['txn'], partition, offset: String(offset) }, 'left-over event published');
      },
      onFailure: onError,
    });
    this.#relay = new Relay(this.#store, publisher, { by: randomUUID(), onFailure: onError });
    figures.ask(
      'signoff_outbox_unsent_ms',
      'Age of the oldest event that is not sent yet; 0 when all are.',
      () => this.#store.unsentForMs(EVENTS_TOPIC),
    );
    const standing = new Standing(database);
    figures.ask('signoff_outbox_unsent', 'Events that are not sent yet.', () => standing.unsent());
    figures.askEach(
      'signoff_sign_outs_unconfirmed',
      'Sign-outs of the last day that await a receipt, by how old they are at least.',
      'older_than',
      () => standing.unconfirmed(),
    );
    this.#purge = () => void this.#purgeAll().catch(onError);
  }

  start(): void {
    this.#relay.start();
    this.#timer = setInterval(this.#purge, PURGE_EVERY_MS);
    this.#timer.unref();
  }

  /** A round that takes longer than the pause is not begun twice. */
  #purgeAll(): Promise<void> {
    this.#purging = this.#purging.then(async () => {
      let purged = PURGE_AT_ONCE;
      while (purged === PURGE_AT_ONCE && !this.#stopped)
        purged = await this.#store.purgeSent(KEEP_SENT_MS, PURGE_AT_ONCE);
    });
    const purging = this.#purging;
    this.#purging = purging.catch(() => {});
    return purging;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all([this.#relay.stop(), this.#purging]);
  }
}
