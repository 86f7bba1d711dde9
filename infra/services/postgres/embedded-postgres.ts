import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '#libs/database';
import { CannotStart } from '../../cannot-start.js';
import type { Started } from '../../processes/started.js';
import { NotToBeHad, type Service } from '../way.js';
import { binary, postgresBinaries } from './binaries.js';
import { postgresHome, type PostgresHome } from './home.js';
import { serverUser, type ServerUser } from './server-user.js';
import { removeStalePidFile } from './stale-pid-file.js';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly logsDir: string;
  readonly port: number;
  readonly started: Started;
  /** For data that nobody needs after this run: as safe from killed processes, not from a power cut. */
  readonly throwAway?: boolean;
}

const SUPERUSER = 'signoff';
const DATABASE = 'signoff';
const READY_MS = 60_000;
const TRY_AGAIN_MS = 200;

/** PostgreSQL from npm, on loopback alone, its data kept in `dataDir` (or where its user can go). */
export async function embeddedPostgres(options: EmbeddedPostgresOptions): Promise<Service | NotToBeHad> {
  const { dataDir, port } = options;
  const programs = await postgresBinaries();
  if (programs instanceof NotToBeHad) return programs;
  const user = serverUser();
  if (user instanceof NotToBeHad) return user;
  mkdirSync(dataDir, { recursive: true });
  const home = postgresHome(dataDir, programs, user);
  if (home instanceof NotToBeHad) return home;
  const fresh = await initialised(home, user, options);
  removeStalePidFile(home.data);
  await serving(home, user, options);
  const password = readFileSync(passwordFile(dataDir), 'utf8').trim();
  const url = (database: string): string =>
    `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
  if (fresh) {
    await createDatabase(url('postgres'));
    writeFileSync(madeFile(dataDir), '');
  }
  return { address: url(DATABASE), from: 'embedded, PostgreSQL 18' };
}

const passwordFile = (dataDir: string): string => join(dataDir, 'postgres-password');
/** Written once all is made: without it nothing was ever kept in there. */
const madeFile = (dataDir: string): string => join(dataDir, 'postgres-made');

async function serving(
  { binaries, data }: PostgresHome,
  user: ServerUser | null,
  { logsDir, port, started, throwAway = false }: EmbeddedPostgresOptions,
): Promise<void> {
  const settings = [
    'listen_addresses=127.0.0.1',
    // A socket's path has a length limit that a deep checkout meets.
    'unix_socket_directories=',
    'max_connections=300',
    'shared_buffers=128MB',
    ...(throwAway ? ['fsync=off', 'full_page_writes=off'] : []),
  ];
  const deadline = performance.now() + READY_MS;
  for (;;) {
    const server = started.start({
      name: 'PostgreSQL',
      command: binary(binaries, 'postgres'),
      args: ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      env: { ...process.env, LC_ALL: 'C' },
      logFile: join(logsDir, 'postgres.log'),
      // "Fast": ends sessions, writes everything down, stops.
      stopSignal: 'SIGINT',
      ...user,
    });
    try {
      await server.prints(/ready to accept connections/, READY_MS);
      return;
    } catch (error) {
      // Children of a server that was killed are noticing it just now.
      if (!/shared memory block .* still in use/.test(server.log) || performance.now() > deadline)
        throw error;
      await delay(TRY_AGAIN_MS);
    }
  }
}

/** True when the cluster is new. One that was cut off in mid-making is made again. */
async function initialised(
  { binaries, data }: PostgresHome,
  user: ServerUser | null,
  { dataDir, logsDir, started, throwAway = false }: EmbeddedPostgresOptions,
): Promise<boolean> {
  if (existsSync(madeFile(dataDir))) {
    if (existsSync(join(data, 'PG_VERSION'))) return false;
    throw new CannotStart(
      `PostgreSQL's data is gone from ${data}. Put it back, or begin anew: npm run reset`,
    );
  }
  for (const name of readdirSync(data)) rmSync(join(data, name), { recursive: true });
  const password = randomBytes(18).toString('base64url');
  writeFileSync(passwordFile(dataDir), password, { mode: 0o600 });
  const handed = join(data, '..', `postgres-password-${process.pid}`);
  writeFileSync(handed, password, { mode: 0o600 });
  if (user !== null) chownSync(handed, user.uid, user.gid);
  try {
    await started.run({
      name: 'initdb',
      command: binary(binaries, 'initdb'),
      args: [
        `--pgdata=${data}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${handed}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        ...(throwAway ? ['--no-sync'] : []),
      ],
      env: { ...process.env, LC_ALL: 'C' },
      logFile: join(logsDir, 'initdb.log'),
      ...user,
    });
  } finally {
    rmSync(handed, { force: true });
  }
  return true;
}

async function createDatabase(url: string): Promise<void> {
  const server = await openDatabase(url, { poolSize: 1 });
  try {
    const found = await server.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.length === 0) await server.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await server.close();
  }
}
