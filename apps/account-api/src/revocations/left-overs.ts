import { randomUUID } from 'node:crypto';
import type { Database } from '#libs/database';
import type { EventStream } from '#libs/event-stream';
import { PostgresOutboxStore, Publisher, Relay } from '#libs/outbox';
import type { SignEvent } from '../tokens/sign-event.js';
import { eventRecord } from './publish-event.js';
import type { SentStore } from './sent-store.js';

const PURGE_EVERY_MS = 60_000;
/** Sent rows are kept an hour, for whoever follows one `txn`. */
const KEEP_SENT_MS = 3_600_000;
const PURGE_AT_ONCE = 10_000;

export interface LeftOversParts {
  readonly database: Database;
  readonly stream: Pick<EventStream, 'publish'>;
  readonly topic: string;
  readonly sign: SignEvent;
  readonly sent: SentStore;
  readonly onError: (error: unknown) => void;
}

/** Publishes the revocations whose process died before it could, and clears away what was sent long ago. */
export class LeftOvers {
  readonly #relay: Relay;
  readonly #store: PostgresOutboxStore;
  readonly #purge: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor({ database, stream, topic, sign, sent, onError }: LeftOversParts) {
    this.#store = new PostgresOutboxStore(database);
    const publisher = new Publisher(this.#store, stream, {
      encode: ({ key, headers, payload }) => eventRecord(topic, key, headers['txn'] ?? '', payload, sign),
      onPublished: ({ id }, { partition, offset }) =>
        sent.sent([{ outboxId: id, partition, offset, committedAfterMs: null }]),
      onFailure: onError,
    });
    this.#relay = new Relay(this.#store, publisher, { by: randomUUID(), onFailure: onError });
    this.#purge = () => void this.#store.purgeSent(KEEP_SENT_MS, PURGE_AT_ONCE).catch(onError);
  }

  start(): void {
    this.#relay.start();
    this.#timer = setInterval(this.#purge, PURGE_EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#relay.stop();
  }
}
