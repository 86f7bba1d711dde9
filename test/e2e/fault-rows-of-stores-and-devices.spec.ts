import { OF_STORES_AND_DEVICES } from '../faults/faults.js';
import { shortRows } from '../faults/short-rows.js';

describe('a sign-out that was answered, when Kafka or PostgreSQL fails, or a device misbehaves', () => {
  shortRows('fault-rows-of-stores-and-devices', OF_STORES_AND_DEVICES);
});
