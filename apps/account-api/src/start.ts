import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseUnavailable, migrate, openDatabase } from '#libs/database';
import { ensureTopics, KafkajsEventStream, type KafkaOptions } from '#libs/event-stream';
import {
  announceReady,
  exitOnSignals,
  loadIssuerKeys,
  loadTlsFiles,
  openListeners,
  openLogger,
  openMetrics,
  Shutdown,
} from '#libs/service-runtime';
import { createAccountApi } from './app.js';
import { watchLag } from './figures/watch-lag.js';
import { accountApiConfig } from './config.js';

/** Beyond the time to drain: for what is in flight, readers, and the stream. */
const CLOSING_MS = 20_000;
/** One leads the beats; the others note what is sent and what is blocked. */
const BACKGROUND_CONNECTIONS = 4;

/**
 * Starts one instance and prints the ready line. On SIGTERM or SIGINT it stops in the reverse order: takes no
 * new request, ends the pages' event streams and drains, stops beats, relay, upkeep and readers, then closes
 * the stream, and the database last.
 */
export async function startAccountApi(env: NodeJS.ProcessEnv): Promise<void> {
  const config = accountApiConfig.load(env);
  const logger = openLogger('account-api', {
    level: config.logLevel,
    ...(config.instanceId === null ? {} : { instance: config.instanceId }),
  });
  const shutdown = new Shutdown(logger);
  exitOnSignals(shutdown, logger, config.drainMs + CLOSING_MS);

  const [keys, tls] = await Promise.all([loadIssuerKeys(config.keysDir), loadTlsFiles(config.keysDir)]);
  const { statementMs } = config;
  const database = await reached(config.databaseUrl, async () => {
    await migrate(config.databaseUrl);
    return openDatabase(config.databaseUrl, { statementMs });
  });
  shutdown.add('database', () => database.close());
  const background = await openDatabase(config.databaseUrl, {
    poolSize: BACKGROUND_CONNECTIONS,
    statementMs,
  });
  shutdown.add('background connections', () => background.close());

  const kafka: KafkaOptions = {
    brokers: config.kafkaBrokers,
    clientId: 'account-api',
    log: (level, message, details) => logger[level](details, message),
  };
  await ensureTopics(kafka, config.topicPrefix);
  const stream = await KafkajsEventStream.open(kafka);
  shutdown.add('stream', () => stream.close());

  const metrics = openMetrics('account-api');
  watchLag(metrics, stream, config.topicPrefix);
  const api = await createAccountApi({ config, keys, database, background, stream, logger, metrics });
  shutdown.add('app', () => api.nest.close());

  const listeners = await openListeners(api.handler, {
    tls: { port: config.tlsPort, ...tls },
    ...(config.plainPort === 0 ? {} : { plain: { port: config.plainPort, host: config.plainHost } }),
    internal: { port: config.internalPort, host: config.internalHost },
  });
  shutdown.add('listeners', async () => {
    api.drain();
    if (config.drainMs > 0) await delay(config.drainMs);
    await listeners.close();
  });
  announceReady('account-api', listeners.ports);
}

/** Whoever starts this for the first time most likely has no database yet: says so, and never the password. */
async function reached<T>(url: string, connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (cause) {
    if (!isDatabaseUnavailable(cause)) throw cause;
    const { host, pathname } = new URL(url);
    throw new Error(
      `account-api cannot start: no database answers at ${host}${pathname}. Is DATABASE_URL right?`,
      {
        cause,
      },
    );
  }
}
