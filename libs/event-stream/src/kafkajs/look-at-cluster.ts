import type { ConfigResourceTypes } from 'kafkajs';
import { deadLetterName, TOPICS, type TopicDefinition } from '../topics.js';
import { connect, wrapped, type KafkaOptions } from './connection.js';

/** kafkajs's enum cannot be imported by name from an ES module. */
const TOPIC: ConfigResourceTypes.TOPIC = 2;

export interface TopicLook {
  readonly name: string;
  /** Null when there is no such topic. */
  readonly found: { readonly partitions: number; readonly config: Readonly<Record<string, string>> } | null;
  /** As the registry has it. */
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** What an installation has in its cluster, for whoever looks after it. */
export interface ClusterLook {
  readonly clusterId: string;
  readonly topics: readonly TopicLook[];
  /** Dead letters that nobody has taken away. */
  readonly deadLetters: readonly { readonly topic: string; readonly records: number }[];
  /** Groups of readers that are no more; each reader of a whole topic makes one, and takes it away. */
  readonly abandonedGroups: readonly string[];
}

/** Errors: EventStreamError while no broker answers. */
export async function lookAtCluster(options: KafkaOptions, prefix: string): Promise<ClusterLook> {
  const admin = connect(options).admin();
  return wrapped('looking at the cluster', async () => {
    await admin.connect();
    try {
      const { clusterId } = await admin.describeCluster();
      const existing = new Set(await admin.listTopics());
      const definitions = Object.values(TOPICS) as TopicDefinition[];
      const topics = await Promise.all(
        definitions.map(async ({ name, partitions, config }): Promise<TopicLook> => {
          const whole = prefix + name;
          const wanted = { name: whole, partitions, config };
          return { ...wanted, found: existing.has(whole) ? await found(whole, Object.keys(config)) : null };
        }),
      );
      const letters = definitions
        .filter(({ shared }) => shared)
        .map(({ name }) => deadLetterName(prefix + name))
        .filter((name) => existing.has(name));
      const deadLetters = await Promise.all(
        letters.map(async (topic) => ({ topic, records: await recordsIn(topic) })),
      );
      return { clusterId, topics, deadLetters, abandonedGroups: await abandoned(definitions) };
    } finally {
      await admin.disconnect();
    }
  });

  async function found(topic: string, names: string[]): Promise<NonNullable<TopicLook['found']>> {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC, name: topic, configNames: names }],
    });
    const config = (resources[0]?.configEntries ?? []).map(
      ({ configName, configValue }) => [configName, configValue] as const,
    );
    return { partitions: topics[0]?.partitions.length ?? 0, config: Object.fromEntries(config) };
  }

  async function recordsIn(topic: string): Promise<number> {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { high, low }) => sum + Number(BigInt(high) - BigInt(low)), 0);
  }

  async function abandoned(definitions: readonly TopicDefinition[]): Promise<readonly string[]> {
    const names = definitions.map(({ name }) => `.${prefix}${name}.`);
    const { groups } = await admin.listGroups();
    const ours = groups.map(({ groupId }) => groupId).filter((id) => names.some((name) => id.includes(name)));
    if (ours.length === 0) return [];
    const described = await admin.describeGroups(ours);
    return described.groups.filter(({ state }) => state === 'Empty').map(({ groupId }) => groupId);
  }
}
