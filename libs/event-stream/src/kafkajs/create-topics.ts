import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';
import { isMoved } from './topic-offsets.js';

const GIVE_UP_MS = 15_000;
const PAUSE_MS = 50;

/**
 * Makes topics and resolves once every partition has a leader. kafkajs can wait by itself, and gives up when a
 * broker has not heard yet of a topic that the controller made just now.
 */
export async function createTopics(
  admin: Pick<Admin, 'createTopics' | 'fetchTopicMetadata'>,
  topics: readonly ITopicConfig[],
): Promise<void> {
  await admin.createTopics({ topics: [...topics], waitForLeaders: false });
  const names = topics.map(({ topic }) => topic);
  const end = performance.now() + GIVE_UP_MS;
  for (;;) {
    try {
      const { topics: found } = await admin.fetchTopicMetadata({ topics: names });
      const led = found.filter(
        ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
      );
      if (led.length === names.length) return;
      if (performance.now() > end) throw new Error(`no leader yet for some of ${names.join(', ')}`);
    } catch (error) {
      if (performance.now() > end || !isMoved(error)) throw error;
    }
    await delay(PAUSE_MS);
  }
}
