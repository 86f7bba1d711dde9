import type * as Testcontainers from 'testcontainers';
import type { Started } from '../../processes/started.js';
import { brokerSettings } from '../kafka/settings.js';
import { freePorts } from '../ports.js';
import { NotToBeHad, type Service, type Way } from '../way.js';
import { KAFKA_IMAGE, POSTGRES_IMAGE } from './images.js';

const ENGINE_WITHIN_MS = 5_000;
const UP_WITHIN_MS = 180_000;
const PASSWORD = 'signoff';

/** PostgreSQL in a container of this run alone. */
export const postgresContainer = (started: Started): Way =>
  containerWay('postgres', started, async ({ GenericContainer, Wait }) => {
    const container = await new GenericContainer(POSTGRES_IMAGE)
      .withEnvironment({ POSTGRES_USER: 'signoff', POSTGRES_PASSWORD: PASSWORD })
      .withCommand(['-c', 'max_connections=300', '-c', 'fsync=off', '-c', 'full_page_writes=off'])
      .withExposedPorts(5432)
      // Twice: the first one is the server that makes the database, and stops again.
      .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
      .withStartupTimeout(UP_WITHIN_MS)
      .start();
    const at = `${container.getHost()}:${container.getMappedPort(5432)}`;
    return { container, address: `postgres://signoff:${PASSWORD}@${at}/signoff` };
  });

/** Kafka in a container of this run alone. It must know its own address, so the port is chosen first. */
export const kafkaContainer = (started: Started): Way =>
  containerWay('kafka', started, async ({ GenericContainer, Wait }) => {
    const [port] = (await freePorts(1)) as [number];
    const container = await new GenericContainer(KAFKA_IMAGE)
      .withEnvironment(environmentOf(port))
      .withExposedPorts({ container: 9092, host: port })
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .withStartupTimeout(UP_WITHIN_MS)
      .start();
    return { container, address: `${container.getHost()}:${port}` };
  });

/** The settings of the embedded broker, as the image takes them. */
function environmentOf(port: number): Record<string, string> {
  const settings = brokerSettings({ port: 9092, controllerPort: 9093, logDir: '/tmp/kafka-logs' })
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/=(.*)/s) as [string, string]);
  return {
    ...Object.fromEntries(
      settings.map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]),
    ),
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
  };
}

type Library = typeof Testcontainers;

const containerWay = (
  service: string,
  started: Started,
  open: (
    library: Library,
  ) => Promise<{ readonly container: Testcontainers.StartedTestContainer; readonly address: string }>,
): Way => ({
  id: 'docker',
  open: async (): Promise<Service | NotToBeHad> => {
    const library = await import('testcontainers');
    const engine = await withinMs(ENGINE_WITHIN_MS, library.getContainerRuntimeClient());
    if (engine instanceof Error)
      return new NotToBeHad(
        `Docker: no engine answers (${engine.message}); start Docker`,
        'no Docker engine answers',
      );
    try {
      const { container, address } = await open(library);
      started.add(`${service} in Docker`, () => container.stop());
      return { address, from: `testcontainers, ${service}` };
    } catch (error) {
      // Nothing is kept in there, so another way may be taken.
      return new NotToBeHad(
        `Docker: an engine answers, but ${service} did not come up (${(error as Error).message.split('\n')[0]})`,
        `Docker could not bring up ${service}: ${(error as Error).message.split('\n')[0]}`,
      );
    }
  },
});

async function withinMs<T>(limitMs: number, work: Promise<T>): Promise<T | Error> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Error>((resolve) => {
    timer = setTimeout(() => resolve(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work.catch((error: Error) => error), late]);
  } finally {
    clearTimeout(timer);
  }
}
