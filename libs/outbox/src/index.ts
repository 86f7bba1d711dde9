export type { LeaseRequest, NewOutboxRow, OutboxRow, OutboxStore } from './outbox-store.js';
export { Outbox } from './outbox.js';
export { Publisher, type Outcome, type PublisherOptions } from './publisher.js';
export { Relay, type RelayOptions } from './relay.js';
export { PostgresOutboxStore } from './postgres/postgres-outbox-store.js';
