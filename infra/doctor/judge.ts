import { checkDatabase } from './checks/database.js';
import { checkKafka } from './checks/kafka.js';
import { checkKeys } from './checks/keys.js';
import { checkMachine } from './checks/machine.js';
import { checkDiscovery, checkPoints, checkServers } from './checks/servers.js';
import type { Facts } from './facts.js';
import type { Finding } from './finding.js';

export interface Judged {
  /** Epoch ms. */
  readonly now: number;
  /** A receipt is missed after this. */
  readonly unconfirmedForMs: number;
}

/** What is wrong with an installation, and what to do about it. Pure. */
export const judge = (facts: Facts, { now, unconfirmedForMs }: Judged): readonly Finding[] => [
  ...checkMachine(facts.machine),
  ...checkKeys(facts.keys, now),
  ...checkDatabase(facts.database, facts.points, unconfirmedForMs),
  ...checkKafka(facts.kafka),
  ...checkServers(facts.servers),
  ...checkDiscovery(facts.discovery),
  ...checkPoints(facts.points),
];
