import { TOPICS, deadLetterName, type TopicDefinition } from '../topics.js';
import { connect, wrapped, type KafkaOptions } from './connection.js';
import { createTopics } from './create-topics.js';

/**
 * Makes the topics that are missing, with their dead letters. Leaves those that are there as they are, so an
 * operator's settings stand. Returns the names made.
 */
export async function ensureTopics(
  options: KafkaOptions,
  prefix: string,
  replicationFactor = 1,
): Promise<readonly string[]> {
  const admin = connect(options).admin();
  return wrapped('making topics', async () => {
    await admin.connect();
    try {
      const existing = new Set(await admin.listTopics());
      const topics = (Object.values(TOPICS) as TopicDefinition[])
        .flatMap((definition) => [
          { ...definition, name: prefix + definition.name },
          ...(definition.shared
            ? [{ ...definition, name: deadLetterName(prefix + definition.name), partitions: 1, config: {} }]
            : []),
        ])
        .filter(({ name }) => !existing.has(name));
      if (topics.length > 0) {
        await createTopics(
          admin,
          topics.map(({ name, partitions, config }) => ({
            topic: name,
            numPartitions: partitions,
            replicationFactor,
            configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
          })),
        );
      }
      return topics.map(({ name }) => name);
    } finally {
      await admin.disconnect();
    }
  });
}
