import type { Admin, Kafka, Producer } from 'kafkajs';
import {
  type EventStream,
  type Offsets,
  type OutgoingRecord,
  type Position,
  type ShareOptions,
  type Subscription,
  type TailOptions,
} from '../event-stream.js';
import { grouped } from '../grouped.js';
import { connect, wrapped, type KafkaOptions } from './connection.js';
import { messageOf } from './message-of.js';
import { Places } from './places.js';
import { Publications } from './publications.js';
import { share } from './share.js';
import { tail } from './tail.js';
import { topicOffsets } from './topic-offsets.js';

/**
 * The port over kafkajs 2.2.4. Its producer is not idempotent on purpose: consumers are, by `jti`, and
 * kafkajs's idempotent mode allows one request in flight.
 */
export class KafkajsEventStream implements EventStream {
  readonly #kafka: Kafka;
  readonly #producer: Producer;
  readonly #publications: Publications;
  readonly #admin: Admin;
  readonly #open = new Set<Subscription>();

  private constructor(private readonly options: KafkaOptions) {
    this.#kafka = connect(options);
    const places = new Places();
    this.#producer = this.#kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: places.createPartitioner,
    });
    this.#publications = new Publications(this.#producer, places);
    this.#admin = this.#kafka.admin();
  }

  /** Rejects with EventStreamError while no broker answers. */
  static async open(options: KafkaOptions): Promise<KafkajsEventStream> {
    const stream = new KafkajsEventStream(options);
    await wrapped('connecting to Kafka', () =>
      Promise.all([stream.#producer.connect(), stream.#admin.connect()]),
    );
    return stream;
  }

  publish(record: OutgoingRecord): Promise<Position> {
    return this.#publications.publish(record);
  }

  async publishAll(records: readonly OutgoingRecord[]): Promise<void> {
    const topicMessages = [...grouped(records, ({ topic }) => topic)].map(([topic, its]) => ({
      topic,
      messages: its.map(messageOf),
    }));
    await wrapped('publishing a batch', () => this.#producer.sendBatch({ acks: -1, topicMessages }));
  }

  async endOffsets(topic: string): Promise<Offsets> {
    const partitions = await topicOffsets(this.#kafka, this.#admin, topic);
    return new Map(partitions.map(({ partition, high }) => [partition, BigInt(high)]));
  }

  /** Records of a topic that a group of readers has not committed yet; what it never read counts from the start. */
  async lag(topic: string, group: string): Promise<number> {
    const [partitions, committed] = await Promise.all([
      topicOffsets(this.#kafka, this.#admin, topic),
      wrapped(`asking how far ${group} is`, () =>
        this.#admin.fetchOffsets({ groupId: group, topics: [topic] }),
      ),
    ]);
    const at = new Map((committed[0]?.partitions ?? []).map(({ partition, offset }) => [partition, offset]));
    return partitions.reduce((sum, { partition, low, high }) => {
      const next = Number(at.get(partition) ?? -1);
      return sum + Math.max(0, Number(high) - Math.max(Number(low), next));
    }, 0);
  }

  tail(options: TailOptions): Promise<Subscription> {
    return this.#keep(tail(this.#kafka, this.#admin, this.options.clientId, options));
  }

  share(options: ShareOptions): Promise<Subscription> {
    return this.#keep(share(this.#kafka, this.#producer, options));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map((subscription) => subscription.stop()));
    await Promise.all([this.#producer.disconnect(), this.#admin.disconnect()]);
  }

  async #keep(starting: Promise<Subscription>): Promise<Subscription> {
    const subscription = await starting;
    const kept: Subscription = {
      stop: async () => {
        this.#open.delete(kept);
        await subscription.stop();
      },
    };
    this.#open.add(kept);
    return kept;
  }
}
