import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate, openDatabase } from '#libs/database';
import { covers } from '#libs/revocation-index';
import { ResourceServer, type ResourceServerOptions } from '#libs/resource-server';
import {
  announceReady,
  exitOnSignals,
  loadNonceSecret,
  loadTlsFiles,
  openListeners,
  openLogger,
  openMetrics,
  Shutdown,
} from '#libs/service-runtime';
import { playbackApiConfig } from './config.js';
import { createPlaybackApi } from './playback.js';
import { Film } from './streams/film.js';
import { StreamMeter } from './streams/stream-meter.js';

const KAFKA_RETRY_MS = 1_000;
/** Beyond the time to drain: for what is in flight, the last report, and the stream. */
const CLOSING_MS = 20_000;

/** Starts one instance, prints the ready line, and stops in the reverse order on SIGTERM or SIGINT. */
export async function startPlaybackApi(env: NodeJS.ProcessEnv): Promise<void> {
  const config = playbackApiConfig.load(env);
  const name = config.playbackId ?? `playback-${randomUUID().slice(0, 8)}`;
  const logger = openLogger('playback-api', { level: config.logLevel, instance: name });
  const shutdown = new Shutdown(logger);
  exitOnSignals(shutdown, logger, config.drainMs + CLOSING_MS);
  const [nonceSecret, tls, film, ca] = await Promise.all([
    loadNonceSecret(config.keysDir),
    loadTlsFiles(config.keysDir),
    Film.read(config.filmDir),
    config.caFile === null ? undefined : readFile(config.caFile),
  ]);
  await migrate(config.databaseUrl);
  const database = await openDatabase(config.databaseUrl, { statementMs: config.statementMs });
  shutdown.add('database', () => database.close());

  const metrics = openMetrics('playback-api');
  const meter = new StreamMeter();
  const server = await opened({
    name,
    nonceSecret,
    logger,
    metrics,
    issuer: config.issuer,
    origins: config.publicUrls,
    internalUrl: config.internalUrl,
    kafkaBrokers: config.kafkaBrokers,
    topicPrefix: config.topicPrefix,
    largestGraceMs: config.segmentGraceMs,
    onRevoked: ({ predicate }) => meter.revoked((device) => covers(predicate, device)),
    onReread: (isOver) => meter.revoked(isOver),
    ...(ca === undefined ? {} : { ca }),
  });
  shutdown.add('resource server', () => server.close());

  const { guard, point } = server;
  const api = await createPlaybackApi({ config, database, film, guard, point, meter, logger, metrics });
  shutdown.add('app', () => api.close());
  const internal = await openListeners(api.handler, {
    internal: { port: config.internalPort, host: config.internalHost },
  });
  shutdown.add('internal listener', () => internal.close(0));

  let stopping = false;
  shutdown.add('start', async () => {
    stopping = true;
    await server.close();
  });
  // Devices find no listener, rather than one that refuses them, until it can judge.
  const started = await server.start().then(
    () => true,
    (error: unknown) => {
      if (stopping) return false;
      throw error;
    },
  );
  if (!started || stopping) return;
  const listeners = await openListeners(api.handler, {
    tls: { port: config.tlsPort, ...tls },
    ...(config.plainPort === 0 ? {} : { plain: { port: config.plainPort, host: config.plainHost } }),
  });
  shutdown.add('listeners', async () => {
    api.drain();
    if (config.drainMs > 0) await delay(config.drainMs);
    await listeners.close();
  });
  announceReady('playback-api', { ...listeners.ports, ...internal.ports });

  /** Keeps trying: a service that is started before Kafka, or while it is away, waits for it. */
  async function opened(options: ResourceServerOptions): Promise<ResourceServer> {
    for (;;) {
      try {
        return await ResourceServer.open(options);
      } catch (err) {
        logger.warn({ err }, 'Kafka does not answer; trying again');
        await delay(KAFKA_RETRY_MS);
      }
    }
  }
}
