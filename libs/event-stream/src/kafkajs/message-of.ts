import type { Message } from 'kafkajs';
import type { OutgoingRecord } from '../event-stream.js';

/** A record as kafkajs takes it. */
export const messageOf = ({ key, value, headers, partition }: OutgoingRecord): Message => ({
  key,
  value,
  ...(headers && { headers: { ...headers } }),
  ...(partition !== undefined && { partition }),
});
