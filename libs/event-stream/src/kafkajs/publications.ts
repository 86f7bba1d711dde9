import type { Producer } from 'kafkajs';
import { Batches } from '#libs/batches';
import { EventStreamError, type OutgoingRecord, type Position } from '../event-stream.js';
import { wrapped } from './connection.js';
import { messageOf } from './message-of.js';
import type { Places } from './places.js';

const MOST_RECORDS = 500;
/** Well below what a broker takes in one message set of one partition. */
const MOST_BYTES = 512 * 1024;
/** A fraction of what a record is on its way in any case. */
const PACE_MS = 3;
/** What a broker says of a record, and not of itself, as kafkajs names it. */
const REFUSED = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);

/**
 * Records published one by one, of each topic by itself. A request costs the process, the broker and each reader some
 * two tenths of a millisecond, whatever it carries: so those that come at about one time share one.
 */
export class Publications {
  readonly #topics = new Map<string, Batches<OutgoingRecord, Position>>();

  constructor(
    private readonly producer: Pick<Producer, 'send'>,
    private readonly places: Places,
  ) {}

  publish(record: OutgoingRecord): Promise<Position> {
    const { topic } = record;
    let batches = this.#topics.get(topic);
    if (batches === undefined) {
      batches = new Batches((records) => this.#send(topic, records), {
        ...{ mostItems: MOST_RECORDS, mostBytes: MOST_BYTES, paceMs: PACE_MS, isOfOne },
        bytesOf: ({ value }) => value.length,
      });
      this.#topics.set(topic, batches);
    }
    return batches.do(record);
  }

  async #send(topic: string, records: readonly OutgoingRecord[]): Promise<readonly Position[]> {
    const messages = records.map(messageOf);
    const stored = await wrapped(`publishing to ${topic}`, () =>
      this.producer.send({ topic, acks: -1, messages }),
    );
    return this.places.of(topic, messages, stored);
  }
}

const isOfOne = (error: unknown): boolean =>
  error instanceof EventStreamError && REFUSED.has((error.cause as { readonly type?: string }).type ?? '');
