import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import { wrapped } from './connection.js';

const ATTEMPTS = 12;
const PAUSE_MS = 150;
const MOVED = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION'];

/** Whether the broker that was asked does not lead the topic, or has not heard of it: another moment may help. */
export const isMoved = (error: unknown): boolean => MOVED.includes(String((error as { type?: string }).type));

type PartitionOffsets = Awaited<ReturnType<Admin['fetchTopicOffsets']>>;

/**
 * The first and next offset of every partition. A topic that was just made, or whose leader moved, is asked
 * for again by a connection of its own, for two seconds: kafkajs gives up at once, and would believe its
 * old leaders for five minutes more.
 */
export async function topicOffsets(
  kafka: Pick<Kafka, 'admin'>,
  admin: Pick<Admin, 'fetchTopicOffsets'>,
  topic: string,
): Promise<PartitionOffsets> {
  return wrapped(`asking for the offsets of ${topic}`, async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await (attempt === 1 ? admin.fetchTopicOffsets(topic) : askAnew(kafka, topic));
      } catch (error) {
        if (attempt === ATTEMPTS || !isMoved(error)) throw error;
        await delay(PAUSE_MS);
      }
    }
  });
}

async function askAnew(kafka: Pick<Kafka, 'admin'>, topic: string): Promise<PartitionOffsets> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await admin.fetchTopicOffsets(topic);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}
