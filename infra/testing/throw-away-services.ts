import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wordsFor } from '../cannot-start.js';
import { stopSignal } from '../processes/stop-signal.js';
import { Started } from '../processes/started.js';
import type { Progress } from '../progress.js';
import { kafkaContainer, postgresContainer } from '../services/docker/containers.js';
import { databaseOfEnvironment, kafkaOfEnvironment } from '../services/environment.js';
import { embeddedKafka } from '../services/kafka/embedded-kafka.js';
import { freePorts } from '../services/ports.js';
import { embeddedPostgres } from '../services/postgres/embedded-postgres.js';
import { recordedHome } from '../services/postgres/home.js';
import { firstToBeHad } from '../services/way.js';
import { clearDeadRuns, markRun, RUN_PREFIX } from './dead-runs.js';

export interface ThrowAwayOptions {
  readonly progress: Progress;
  /** Benches wait for the disk as production does; tests need not. */
  readonly waitForDisk?: boolean;
}

/**
 * One PostgreSQL and one Kafka for the time of `run`: from the environment, else testcontainers, else embedded, on
 * free ports, with data in a temporary folder that is deleted. Whatever ends the run, what was started is stopped.
 * Resolves with the exit code: that of `run`, or 130 after Ctrl-C.
 */
export async function withThrowAwayServices(
  { progress, waitForDisk = false }: ThrowAwayOptions,
  run: (env: Readonly<Record<string, string>>, folder: string, started: Started) => Promise<number>,
): Promise<number> {
  await clearDeadRuns(tmpdir());
  const folder = mkdtempSync(join(tmpdir(), RUN_PREFIX));
  // PostgreSQL's user must get through to its data.
  chmodSync(folder, 0o711);
  markRun(folder);
  const started = new Started(join(folder, 'processes.json'));
  const interrupted = stopSignal();
  try {
    const work = opened(folder, started, { progress, waitForDisk }).then((env) => run(env, folder, started));
    const died = started.died.then(({ spec }) => {
      progress.say(`${spec.name} ended in the middle of the run:\n${spec.logFile}`);
      return 1;
    });
    const end = await Promise.race([work, interrupted, died]);
    return end === 'asked' ? 130 : end;
  } catch (error) {
    const words = wordsFor(error);
    if (words === null) throw error;
    progress.say(`\n${words}`);
    return 1;
  } finally {
    await started.stop(progress);
    const elsewhere = recordedHome(folder)?.elsewhere;
    for (const one of elsewhere ? [elsewhere, folder] : [folder])
      rmSync(one, { recursive: true, force: true });
  }
}

async function opened(
  folder: string,
  started: Started,
  { progress, waitForDisk }: Required<ThrowAwayOptions>,
): Promise<Readonly<Record<string, string>>> {
  const { DATABASE_URL: url = '', KAFKA_BROKERS: brokers = '' } = process.env;
  const [postgresPort, port, controllerPort] = (await freePorts(3)) as [number, number, number];
  const common = { root: process.cwd(), dataDir: folder, logsDir: join(folder, 'logs'), started };
  const [database, kafka] = await Promise.all([
    progress.during(
      'PostgreSQL is starting',
      firstToBeHad(
        'PostgreSQL',
        [
          databaseOfEnvironment(url === '' ? null : url),
          postgresContainer(started),
          {
            id: 'embedded',
            open: () => embeddedPostgres({ ...common, port: postgresPort, throwAway: !waitForDisk }),
          },
        ],
        progress,
      ),
    ),
    progress.during(
      'Kafka is starting',
      firstToBeHad(
        'Kafka',
        [
          kafkaOfEnvironment(brokers === '' ? null : brokers.split(',')),
          kafkaContainer(started),
          { id: 'embedded', open: () => embeddedKafka({ ...common, port, controllerPort }) },
        ],
        progress,
      ),
    ),
  ]);
  return { DATABASE_URL: database.address, KAFKA_BROKERS: kafka.address };
}
