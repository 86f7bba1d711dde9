import { randomUUID } from 'node:crypto';
import type { Admin, Kafka } from 'kafkajs';
import type { Offsets, Subscription, TailOptions } from '../event-stream.js';
import { incoming } from './incoming.js';
import { supervise, type Life } from './supervise.js';
import { topicOffsets } from './topic-offsets.js';

const SESSION_MS = 10_000;

/**
 * Reads all of a topic. Kafka's client API wants a group, so each life of the reader has a fresh one, placed
 * before its first fetch: nothing is awaited from a dead member, and no reset can move it silently.
 * A topic of ours has neither transactions nor compaction, so offsets are contiguous and the first one that
 * is not as expected is a gap: truncated, recreated, or reset.
 */
export async function tail(
  kafka: Kafka,
  admin: Admin,
  clientId: string,
  options: TailOptions,
): Promise<Subscription> {
  const { topic, onRecord, onGap } = options;
  const next = new Map(await startOf(kafka, admin, options));
  const abandoned = new Set<string>();
  const running = new Set<Promise<void>>();
  let gone = false;

  const gap = (reason: string, cause?: unknown): void => {
    if (gone) return;
    gone = true;
    onGap(reason, cause);
  };

  /** Groups of readers that are no more would stand in the broker until it looks for them, minutes later. */
  const forgetGroups = async (inUse: string | null): Promise<void> => {
    for (const group of abandoned) {
      if (group === inUse) continue;
      await admin.deleteGroups([group]).then(
        () => abandoned.delete(group),
        () => {},
      );
    }
  };

  /** A member that died unheard keeps its group until its session ends, which a broker that restarts counts anew. */
  const forgetGroupsOfTheDead = (inUse: string): void => {
    setTimeout(() => {
      if (gone) return;
      void forgetGroups(inUse).then(() => {
        if (abandoned.size > 1 && abandoned.has(inUse)) forgetGroupsOfTheDead(inUse);
      });
    }, SESSION_MS / 2).unref();
  };

  const start = async (crashed: () => void): Promise<Life> => {
    const groupId = `${clientId}.${topic}.${randomUUID()}`;
    abandoned.add(groupId);
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: SESSION_MS,
      rebalanceTimeout: SESSION_MS,
      heartbeatInterval: 3_000,
      // Well under requestTimeout, so that a half-open connection is told from a quiet topic.
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
    let over = false;
    consumer.on(consumer.events.CRASH, () => {
      over = true;
      crashed();
    });
    const dispose = async (): Promise<void> => {
      await consumer.disconnect();
      await forgetGroups(null);
    };
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      const started = consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: next.size,
        eachBatchAutoResolve: false,
        eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale }) => {
          for (const message of batch.messages) {
            if (gone || over || !isRunning() || isStale()) return;
            const record = incoming(topic, batch.partition, message);
            const expected = next.get(record.partition) ?? 0n;
            if (record.offset !== expected) {
              return gap(`${topic}/${record.partition}: expected offset ${expected}, found ${record.offset}`);
            }
            const handled = (async () => onRecord(record))();
            running.add(handled);
            try {
              await handled;
            } catch (cause) {
              return gap(`${topic}/${record.partition}: offset ${record.offset} could not be handled`, cause);
            } finally {
              running.delete(handled);
            }
            next.set(record.partition, expected + 1n);
            resolveOffset(message.offset);
            await heartbeat();
          }
        },
      });
      // Before the first fetch, so nothing is read from elsewhere. (admin.setOffsets would take five seconds: it
      // waits for an empty fetch of its own.)
      for (const [partition, offset] of next) consumer.seek({ topic, partition, offset: String(offset) });
      await started;
      if (abandoned.size > 1) forgetGroupsOfTheDead(groupId);
    } catch (error) {
      void dispose().catch(() => {});
      throw error;
    }
    return { consumer, dispose };
  };

  const subscription = await supervise(start, async () => {
    await Promise.allSettled(running);
  });
  return {
    stop: async () => {
      gone = true;
      await subscription.stop();
    },
  };
}

async function startOf(kafka: Kafka, admin: Admin, { topic, from }: TailOptions): Promise<Offsets> {
  if (typeof from !== 'string') return from;
  const partitions = await topicOffsets(kafka, admin, topic);
  return new Map(
    partitions.map(({ partition, low, high }) => [partition, BigInt(from === 'end' ? high : low)]),
  );
}
