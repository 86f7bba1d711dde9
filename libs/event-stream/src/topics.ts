/** Every topic, its shape and who reads it; `ensureTopics` makes them, docs/events.md lists them. */
export interface TopicDefinition {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
  readonly key: string;
  readonly readBy: string;
  /** Has a `.dead-letter` topic beside it. */
  readonly shared: boolean;
}

const DAY_MS = 86_400_000;

export const TOPICS = {
  securityEvents: {
    name: 'security-events',
    partitions: 6,
    // LogAppendTime: order and age are the broker's. The retention must outlive any backup that is kept.
    config: { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': String(90 * DAY_MS) },
    key: 'account, or campaign',
    readBy: 'every enforcement point, all of it',
    shared: false,
  },
  deviceReceipts: {
    name: 'device-receipts',
    partitions: 6,
    config: { 'retention.ms': String(7 * DAY_MS) },
    key: 'sid of its first',
    readBy: 'account-api, shared',
    shared: true,
  },
  devicePresence: {
    name: 'device-presence',
    partitions: 6,
    config: { 'retention.ms': String(DAY_MS) },
    // Sixteen keys: a session's records stay in order, and one record has room for many sessions.
    key: 'first digit of its sids',
    readBy: 'account-api, shared',
    shared: true,
  },
  enforcementProgress: {
    name: 'enforcement-progress',
    partitions: 1,
    // LogAppendTime: by a writer's clock that is slow, reports would be deleted while they are young.
    config: { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': String(3_600_000) },
    key: 'point',
    readBy: 'every account-api instance, all of it',
    shared: false,
  },
  accountActivity: {
    name: 'account-activity',
    partitions: 3,
    config: { 'retention.ms': String(3_600_000) },
    key: 'account of its first',
    readBy: 'every account-api instance, all of it',
    shared: false,
  },
} as const satisfies Record<string, TopicDefinition>;

export type Topic = keyof typeof TOPICS;

/** The topic's name in the broker; the prefix lets several installations share one. */
export const topicName = (topic: Topic, prefix: string): string => prefix + TOPICS[topic].name;
export const deadLetterName = (topic: string): string => `${topic}.dead-letter`;
