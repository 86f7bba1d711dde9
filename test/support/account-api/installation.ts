import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka } from 'kafkajs';
import { aDatabase } from '#libs/database/testing';
import {
  ensureTopics,
  KafkajsEventStream,
  topicName,
  type EventStream,
  type Topic,
} from '#libs/event-stream';
import { accountApiConfig, type AccountApiConfig } from '../../../apps/account-api/src/config.js';
import { loadIssuerKeys, newKeyPair, type IssuerKeys } from '#libs/service-runtime';
import type { Database } from '#libs/database';

export const ISSUER = 'https://issuer.test';

/** A database and topics of one suite's own on the servers of the run, and the keys all its instances share. */
export interface Installation {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly config: AccountApiConfig;
  readonly keys: IssuerKeys;
  /** The test's own connection to Kafka. */
  readonly stream: EventStream;
  readonly brokers: readonly string[];
  topic(name: Topic): string;
  /** Drops everything it made. */
  close(): Promise<void>;
}

export async function anInstallation(): Promise<Installation> {
  const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== '');
  if (brokers.length === 0) throw new Error('KAFKA_BROKERS is not set; run through `npm test`');
  const { database, url, drop } = await aDatabase({ poolSize: 6 });
  const prefix = `t${randomUUID()}.`;
  const kafka = { brokers, clientId: 'test' };
  const topics = await ensureTopics(kafka, prefix);
  const stream = await KafkajsEventStream.open(kafka);
  const config = accountApiConfig.load({
    DATABASE_URL: url,
    KAFKA_BROKERS: brokers.join(','),
    SIGNOFF_TOPIC_PREFIX: prefix,
    SIGNOFF_ISSUER: ISSUER,
    SIGNOFF_ACCOUNT_URL: 'http://localhost:7080',
    SIGNOFF_ARGON2_MEMORY_KIB: '8',
    SIGNOFF_ARGON2_PASSES: '1',
  });
  return {
    database,
    databaseUrl: url,
    config,
    keys: await someKeys(),
    stream,
    brokers,
    topic: (name) => topicName(name, prefix),
    close: async () => {
      await stream.close();
      await drop();
      const admin = new Kafka({ ...kafka, brokers: [...brokers], logLevel: 0 }).admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [...topics] });
      await admin.disconnect();
    },
  };
}

/** Made and read as the key store of a real installation is. */
async function someKeys(): Promise<IssuerKeys> {
  const folder = await mkdtemp(join(tmpdir(), 'signoff-keys-'));
  const issuer = newKeyPair().privateKey.export({ format: 'jwk' });
  await writeFile(join(folder, 'issuer.jwks.json'), JSON.stringify([{ ...issuer, kid: 'k1' }]));
  await writeFile(join(folder, 'nonce-secret'), randomBytes(32).toString('base64url'));
  await writeFile(join(folder, 'cookie-keys'), randomBytes(16).toString('hex'));
  const keys = await loadIssuerKeys(folder);
  await rm(folder, { recursive: true });
  return keys;
}
