import { migrate, openDatabase } from '#libs/database';
import { ensureTopics, KafkajsEventStream, type KafkaOptions } from '#libs/event-stream';
import { announceReady, openLogger } from '#libs/service-runtime';
import { OpenPages } from './activity/open-pages.js';
import { createAccountApi } from './app.js';
import { accountApiConfig } from './config.js';
import { loadKeys } from './core/keys.js';
import { Listeners } from './core/listeners.js';

/** Starts one instance, prints the ready line, and stops in order on SIGTERM or SIGINT. */
const config = accountApiConfig.load(process.env);
const keys = await loadKeys(config.keysDir);
await migrate(config.databaseUrl);
const database = await openDatabase(config.databaseUrl);
const logger = openLogger('account-api', config.instanceId === null ? {} : { instance: config.instanceId });
const kafka: KafkaOptions = {
  brokers: config.kafkaBrokers,
  clientId: 'account-api',
  log: (level, message, details) => logger[level](details, message),
};
await ensureTopics(kafka, config.topicPrefix);
const stream = await KafkajsEventStream.open(kafka);
const listeners = new Listeners();
const { handler, nest } = await createAccountApi({
  config,
  keys,
  database,
  stream,
  logger,
  isInternal: listeners.isInternal,
});
await listeners.open(config, keys, handler);
announceReady('account-api', listeners.ports);

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  // Open event streams would keep their listener from closing.
  nest.get(OpenPages).endAll();
  await listeners.close();
  await nest.close();
  await stream.close();
  await database.close();
};
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
