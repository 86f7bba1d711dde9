export {
  EventStreamError,
  type EventStream,
  type IncomingRecord,
  type Offsets,
  type OutgoingRecord,
  type Position,
  type ShareOptions,
  type Subscription,
  type TailOptions,
} from './event-stream.js';
export type { KafkaOptions } from './kafkajs/connection.js';
export { clusterIdOf } from './kafkajs/cluster-id.js';
export { lookAtCluster, type ClusterLook, type TopicLook } from './kafkajs/look-at-cluster.js';
export { ensureTopics } from './kafkajs/ensure-topics.js';
export { KafkajsEventStream } from './kafkajs/kafkajs-event-stream.js';
export { EventStreamStrategy, type Readings } from './nest/event-stream-strategy.js';
export { grouped } from './grouped.js';
export { traceHeaders } from './trace.js';
export type {
  AccountChange,
  ActivityRecord,
  Beat,
  ConnectionPresence,
  PresenceRecord,
  ProgressRecord,
  ReceiptRecord,
} from './records.js';
export { deadLetterName, topicName, TOPICS, type Topic, type TopicDefinition } from './topics.js';
