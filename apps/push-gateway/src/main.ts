import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Enforcement, httpSnapshots } from '#libs/enforcement';
import { KafkajsEventStream, type EventStream, type KafkaOptions } from '#libs/event-stream';
import {
  announceReady,
  exitOnSignals,
  filesLimit,
  openListeners,
  openLogger,
  openMetrics,
  RemoteJwks,
  Shutdown,
} from '#libs/service-runtime';
import { placesWithin } from './admission/places.js';
import { startVerifyThread } from './admission/verifier.js';
import { pushGatewayConfig } from './config.js';
import { createGateway } from './gateway.js';

/** Time beyond the window of draining: for closes to be answered, last reports, and the stream. */
const CLOSING_MS = 15_000;
const KAFKA_RETRY_MS = 1_000;

/** Starts one gateway, prints the ready line, and drains in order on SIGTERM or SIGINT. */
const asked = pushGatewayConfig.load(process.env);
const files = filesLimit();
const config = { ...asked, maxConnections: placesWithin(asked.maxConnections, files) };
const gatewayId = config.gatewayId ?? `gateway-${randomUUID().slice(0, 8)}`;
const logger = openLogger('push-gateway', { instance: gatewayId });
if (config.maxConnections < asked.maxConnections) {
  logger.warn(
    { maxConnections: config.maxConnections, asked: asked.maxConnections, files },
    'fewer places than SIGNOFF_GATEWAY_MAX_CONNECTIONS: raise the limit of open files (ulimit -n) to have them',
  );
}
const shutdown = new Shutdown(logger);
exitOnSignals(shutdown, logger, config.drainWindowMs + CLOSING_MS);

const [key, cert, ca] = await Promise.all([
  readFile(join(config.keysDir, 'tls.key')),
  readFile(join(config.keysDir, 'tls.pem')),
  config.caFile === null ? undefined : readFile(config.caFile),
]);
const stream = await openStream({
  brokers: config.kafkaBrokers,
  clientId: 'push-gateway',
  log: (level, message, details) => logger[level](details, message),
});
shutdown.add('stream', () => stream.close());

const { issuer, topicPrefix } = config;
const jwks = new RemoteJwks(issuer, ca === undefined ? {} : { ca });
const gateway = await createGateway({
  config,
  gateway: gatewayId,
  stream,
  logger,
  registry: openMetrics('push-gateway'),
  startVerifyThread: () => startVerifyThread(issuer, config.caFile),
  openPoint: (hooks) =>
    new Enforcement({
      ...hooks,
      point: gatewayId,
      kind: 'push-gateway',
      issuer,
      stream,
      topicPrefix,
      snapshots: httpSnapshots(config.internalUrl, { ca }),
      keyOf: (kid) => jwks.keyOf(kid),
      logger,
    }),
});
const internal = await openListeners(gateway.handler, {
  internal: { port: config.internalPort, host: config.internalHost },
});
shutdown.add('internal listener', () => internal.close(0));
shutdown.add('gateway', () => gateway.close());
let stopping = false;
shutdown.add('start', () => {
  stopping = true;
});

// Devices find no listener, rather than a gateway that refuses them, until it can judge.
const started = await gateway.start().then(
  () => true,
  (error: unknown) => {
    if (stopping) return false;
    throw error;
  },
);
if (started && !stopping) {
  const listeners = await openListeners(gateway.handler, {
    tls: { port: config.tlsPort, key, cert },
    ...(config.plainPort === 0 ? {} : { plain: { port: config.plainPort, host: config.plainHost } }),
    onUpgrade: gateway.upgrade,
  });
  shutdown.add('sockets', async () => {
    const closed = listeners.close(config.drainWindowMs + CLOSING_MS);
    await gateway.drain(config.drainWindowMs);
    await closed;
  });
  announceReady('push-gateway', { ...listeners.ports, ...internal.ports });
}

/** Keeps trying: a gateway that is started before Kafka, or while it is away, waits for it. */
async function openStream(options: KafkaOptions): Promise<EventStream> {
  for (;;) {
    try {
      return await KafkajsEventStream.open(options);
    } catch (err) {
      logger.warn({ err }, 'Kafka does not answer; trying again');
      await delay(KAFKA_RETRY_MS);
    }
  }
}
