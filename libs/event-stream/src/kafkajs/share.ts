import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka, Producer } from 'kafkajs';
import type { IncomingRecord, ShareOptions, Subscription } from '../event-stream.js';
import { deadLetterName } from '../topics.js';
import { lotsOf } from '../lots.js';
import { incoming } from './incoming.js';
import { supervise, type Life } from './supervise.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Shares a topic among the members of a group: at least once, and what cannot be handled goes to a person. */
export async function share(kafka: Kafka, producer: Producer, options: ShareOptions): Promise<Subscription> {
  const { topic, group, onRecord, attempts = 5, atOnce = 1, isPassing = () => false } = options;
  const running = new Set<Promise<unknown>>();

  const handle = async (
    record: IncomingRecord,
    isRunning: () => boolean,
    heartbeat: () => Promise<void>,
  ): Promise<boolean> => {
    let failed = 0;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await onRecord(record);
        return true;
      } catch (error) {
        if (!isPassing(error)) failed++;
        if (failed >= attempts) {
          await producer.send({ topic: deadLetterName(topic), acks: -1, messages: [letter(record, error)] });
          return true;
        }
        if (!isRunning()) return false;
        await delay(pause);
        await heartbeat();
      }
    }
  };

  const start = async (crashed: () => void): Promise<Life> => {
    const consumer = kafka.consumer({
      groupId: group,
      // As short as brokers allow by default: a dead member's partitions go to the living after this.
      sessionTimeout: 6_000,
      rebalanceTimeout: 6_000,
      heartbeatInterval: 1_500,
      maxWaitTimeInMs: 1_000,
      minBytes: 1,
      allowAutoTopicCreation: false,
      retry: {
        initialRetryTime: 50,
        maxRetryTime: 200,
        retries: 3,
        restartOnFailure: () => Promise.resolve(false),
      },
    });
    consumer.on(consumer.events.CRASH, crashed);
    const dispose = (): Promise<void> => consumer.disconnect();
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        partitionsConsumedConcurrently: 8,
        eachBatchAutoResolve: false,
        eachBatch: async ({
          batch,
          resolveOffset,
          heartbeat,
          commitOffsetsIfNecessary,
          isRunning,
          isStale,
        }) => {
          const records = batch.messages.map((message) => incoming(topic, batch.partition, message));
          for (const lot of lotsOf(records, atOnce)) {
            if (!isRunning() || isStale()) return;
            const handled = Promise.all(lot.map((record) => handle(record, isRunning, heartbeat)));
            running.add(handled);
            try {
              // Of a lot that was not handled whole some come twice, which at least once allows.
              if (!(await handled).every(Boolean)) return;
            } finally {
              running.delete(handled);
            }
            resolveOffset(String(lot.at(-1)!.offset));
            await commitOffsetsIfNecessary();
            await heartbeat();
          }
        },
        autoCommitInterval: 500,
        autoCommitThreshold: 200,
      });
    } catch (error) {
      void dispose().catch(() => {});
      throw error;
    }
    return { consumer, dispose };
  };

  return supervise(start, async () => {
    await Promise.allSettled(running);
  });
}

const letter = (record: IncomingRecord, error: unknown) => ({
  key: record.key,
  value: record.value,
  headers: {
    ...record.headers,
    reason: error instanceof Error ? error.message : String(error),
    source: `${record.topic}/${record.partition}/${record.offset}`,
  },
});
