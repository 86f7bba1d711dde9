import { clusterIdOf } from '#libs/event-stream';
import { CannotStart } from '../cannot-start.js';
import type { Started } from '../processes/started.js';
import type { Progress } from '../progress.js';
import { composeService } from './docker/compose.js';
import { databaseOfEnvironment, kafkaOfEnvironment } from './environment.js';
import { embeddedKafka, keptClusterId } from './kafka/embedded-kafka.js';
import { embeddedPostgres } from './postgres/embedded-postgres.js';
import type { ServicesRecord } from './record.js';
import { firstToBeHad, NotToBeHad, type Taken, type Way } from './way.js';

export interface ServicesOptions {
  readonly root: string;
  readonly dataDir: string;
  readonly logsDir: string;
  readonly databaseUrl: string | null;
  readonly kafkaBrokers: readonly string[] | null;
  /** `auto` takes the first that is to be had. */
  readonly choice: 'auto' | 'docker' | 'embedded';
  readonly ports: { readonly postgres: number; readonly kafka: number; readonly kafkaController: number };
  readonly record: ServicesRecord;
  readonly started: Started;
  readonly progress: Progress;
}

export interface Services {
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
}

/** Brings up PostgreSQL and Kafka, side by side: from the environment, else Docker, else embedded. */
export async function bringUpServices(
  options: ServicesOptions & {
    /** Work on the database that need not wait for Kafka. */
    readonly onDatabase: (url: string) => Promise<void>;
  },
): Promise<Services> {
  const { record, progress } = options;
  const { postgres, kafka } = waysOf(options);
  const database = progress.during('PostgreSQL is starting', firstToBeHad('PostgreSQL', postgres, progress));
  const broker = progress.during('Kafka is starting', firstToBeHad('Kafka', kafka, progress));
  const [takenDatabase, takenBroker] = await bothSettled([
    database.then(async (taken) => {
      record.note('postgres', taken.way);
      await options.onDatabase(taken.address);
      return taken;
    }),
    broker.then((taken) => {
      record.note('kafka', taken.way);
      return taken;
    }),
  ]);
  const brokers = takenBroker.address.split(',');
  const cluster = await clusterIdOf({ brokers, clientId: 'signoff' });
  record.pair(databaseKey(takenDatabase), cluster);
  return { databaseUrl: takenDatabase.address, brokers };
}

function waysOf(options: ServicesOptions): { postgres: Way[]; kafka: Way[] } {
  const { ports, record, databaseUrl, kafkaBrokers, choice } = options;
  const compose = { ...options, postgresPort: ports.postgres, kafkaPort: ports.kafka };
  const local = (service: 'postgres' | 'kafka', docker: Way, embedded: Way): Way[] => {
    const kept = record.keptBy(service);
    const wanted = choice === 'auto' ? kept : choice;
    if (kept !== null && wanted !== kept) {
      throw new CannotStart(
        `The data of earlier starts is kept by ${kept}, and SIGNOFF_SERVICES says ${choice}.\nUnset it, or begin anew: npm run reset`,
      );
    }
    return [docker, embedded]
      .filter(({ id }) => wanted === null || id === wanted)
      .map((way) => (kept === null ? way : orNothing(way)));
  };
  return {
    postgres: [
      databaseOfEnvironment(databaseUrl),
      ...local(
        'postgres',
        composeService('postgres', compose, {
          address: `postgres://signoff:signoff@127.0.0.1:${ports.postgres}/signoff`,
          from: 'Docker',
        }),
        { id: 'embedded', open: () => embeddedPostgres({ ...options, port: ports.postgres }) },
      ),
    ],
    kafka: [
      kafkaOfEnvironment(kafkaBrokers),
      ...local(
        'kafka',
        composeService('kafka', compose, { address: `127.0.0.1:${ports.kafka}`, from: 'Docker' }),
        {
          id: 'embedded',
          open: () => {
            if (databaseUrl === null) record.checkKept('embedded', keptClusterId(options.dataDir));
            return embeddedKafka({ ...options, port: ports.kafka, controllerPort: ports.kafkaController });
          },
        },
      ),
    ],
  };
}

/** Data is kept that way: beginning beside it would look as if all were lost. */
const orNothing = (way: Way): Way => ({
  id: way.id,
  open: async () => {
    const service = await way.open();
    if (!(service instanceof NotToBeHad)) return service;
    throw new CannotStart(
      `The data of earlier starts is kept that way, but: ${service.reason}.\nMend that, or begin anew: npm run reset`,
    );
  },
});

/** Which database it is, whatever its password and port of the day. */
function databaseKey({ way, address }: Taken): string {
  const { host, pathname } = new URL(address);
  return way === 'environment' ? host + pathname : way;
}

/** Waits for both, so that nothing is still starting when the failure of one is handled. */
async function bothSettled<A, B>(work: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
