import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';

/** A database and a topic prefix of one stack's own, on the servers of the run. */
export interface Room {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly prefix: string;
  /** A look into the database, for what no API shows. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Drops what was made, whoever is still connected. */
  clear(): Promise<void>;
}

/** @param brokers where Kafka is, and @param server where PostgreSQL is, if not the run's */
export async function aRoom(
  brokers = process.env['KAFKA_BROKERS'],
  server = process.env['DATABASE_URL'],
): Promise<Room> {
  if (!server || !brokers)
    throw new Error('DATABASE_URL and KAFKA_BROKERS are not set; run through `npm test`');
  const name = `stack_${randomUUID().replaceAll('-', '')}`;
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  await once(server, `CREATE DATABASE ${name}`);
  const shared = brokers === process.env['KAFKA_BROKERS'];
  return {
    databaseUrl,
    brokers,
    prefix: `${name}.`,
    query: (text, values) => once(databaseUrl, text, values),
    clear: async () => {
      await once(server, `DROP DATABASE ${name} WITH (FORCE)`);
      if (shared) await deleteTopics(brokers, `${name}.`);
    },
  };
}

async function once<Row>(url: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows as Row[];
  } finally {
    await client.end();
  }
}

async function deleteTopics(brokers: string, prefix: string): Promise<void> {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await kafka.connect();
  const topics = (await kafka.listTopics()).filter((topic) => topic.startsWith(prefix));
  if (topics.length > 0) await kafka.deleteTopics({ topics });
  await kafka.disconnect();
}
