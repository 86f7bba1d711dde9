import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { CannotStart } from '../../cannot-start.js';
import type { Started } from '../../processes/started.js';
import { NotToBeHad, type Service, type Way } from '../way.js';
import { docker, whyNoEngine } from './docker.js';

export interface ComposeOptions {
  readonly root: string;
  readonly postgresPort: number;
  readonly kafkaPort: number;
  readonly started: Started;
}

const QUICK_MS = 10_000;
const PULL_MS = 300_000;
const UP_MS = 120_000;
const STOP_MS = 60_000;

/** One service of docker-compose.yml, where an engine answers and the image is to be had. */
export const composeService = (
  service: 'postgres' | 'kafka',
  options: ComposeOptions,
  served: Service,
): Way => ({
  id: 'docker',
  open: async () => {
    const noEngine = await whyNoEngine();
    if (noEngine !== null)
      return new NotToBeHad(
        `Docker: no engine answers (${noEngine}); start Docker`,
        'no Docker engine answers',
      );
    const run = composeIn(options);
    try {
      await run(['version'], QUICK_MS);
    } catch {
      return new NotToBeHad(
        'Docker: its compose plugin is missing; install it',
        'Docker has no compose plugin',
      );
    }
    try {
      const image = await run(['config', '--images', service], QUICK_MS);
      await docker(['image', 'inspect', ...image.split('\n')], { withinMs: QUICK_MS }).catch(() =>
        run(['pull', '--quiet', service], PULL_MS),
      );
    } catch (error) {
      return new NotToBeHad(
        `Docker: an engine answers, but the image of ${service} is not to be had (${(error as Error).message})`,
        'Docker has no access to the image',
      );
    }
    try {
      // Noted first, so that it is stopped even when it comes up badly.
      options.started.add(`${service} in Docker`, () => run(['stop', service], STOP_MS));
      await run(['up', '--detach', '--wait', '--no-deps', service], UP_MS);
    } catch (error) {
      throw new CannotStart(
        `Docker could not bring up ${service}: ${(error as Error).message}\nSee: docker compose --project-name ${projectOf(options.root)} logs ${service}`,
      );
    }
    return served;
  },
});

/** Deletes the containers of this checkout, and their data. */
export async function composeDown(root: string): Promise<void> {
  await composeIn({ root, postgresPort: 0, kafkaPort: 0 })(['down', '--volumes'], UP_MS);
}

/** One project a checkout, so that two do not share data. */
export const projectOf = (root: string): string =>
  `signoff-${createHash('sha256').update(resolve(root)).digest('hex').slice(0, 8)}`;

const composeIn =
  ({ root, postgresPort, kafkaPort }: Omit<ComposeOptions, 'started'>) =>
  (args: readonly string[], withinMs: number): Promise<string> =>
    docker(
      ['compose', '--project-name', projectOf(root), '--file', join(root, 'docker-compose.yml'), ...args],
      {
        withinMs,
        env: { SIGNOFF_POSTGRES_PORT: String(postgresPort), SIGNOFF_KAFKA_PORT: String(kafkaPort) },
      },
    );
