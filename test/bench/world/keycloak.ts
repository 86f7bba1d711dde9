import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, openSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client, type QueryResult } from 'pg';
import { freePorts } from '../../support/stack/free-ports.js';
import { until } from '../../support/account-api/until.js';
import { WebClient, type WebAnswer } from './web-client.js';

const VERSION = '26.7.3';
const POM = 'test/bench/peers/keycloak/pom.xml';
const ADMIN = 'admin';
const CHEAPEST_HASHING = 'hashAlgorithm(pbkdf2-sha256) and hashIterations(1)';
const MONTH_S = 30 * 86_400;
const STARTS_WITHIN_MS = 300_000;

/** `kc.sh` of what is fetched once from Maven Central. Throws with what Maven said. */
function unpacked(): string {
  const folder = resolve('.signoff/bench/keycloak');
  const kc = join(folder, `keycloak-${VERSION}`, 'bin', 'kc.sh');
  if (existsSync(kc)) return kc;
  // What an interrupted run left, Maven's marker that says it is whole among it.
  rmSync(folder, { recursive: true, force: true });
  const args = ['--batch-mode', '--quiet', '--file', POM, 'dependency:unpack', `-DoutputDirectory=${folder}`];
  const { status, stderr, error } = spawnSync('mvn', args, { encoding: 'utf8' });
  if (error !== undefined || status !== 0)
    throw new Error(`Keycloak could not be fetched: ${error?.message ?? stderr}`);
  if (!existsSync(kc)) throw new Error(`Maven unpacked Keycloak, and yet there is no ${kc}`);
  return kc;
}

export interface KeycloakUser {
  readonly id: string;
  readonly name: string;
}

export interface KeycloakSession {
  readonly sid: string;
  readonly refreshToken: string;
}

export const KEYCLOAK_PASSWORD = 'pw-123456';

/**
 * Keycloak in its best configuration for one machine: production mode, optimized build, a pool of 20 connections kept
 * warm, local caches, a heap of its own size; in a database of its own on the run's PostgreSQL. Three realms: `bench` with
 * its default hashing; `bulk` with the cheapest, so that ten thousand sessions can be made in a minute; `everyone`
 * likewise, to be ended as a whole. What is asked of it in a bench must be warmed first: see `source/warm.ts`.
 */
export class Keycloak {
  #token = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly database: string,
    readonly web: WebClient,
  ) {}

  static async start(): Promise<Keycloak> {
    const kc = unpacked();
    const server = process.env['DATABASE_URL'];
    if (!server) throw new Error('DATABASE_URL is not set; run through `npm run bench`');
    const database = `keycloak_${randomUUID().replaceAll('-', '')}`;
    await query(server, `CREATE DATABASE ${database}`);
    const { hostname, port: databasePort, username, password } = new URL(server);
    const [port, management] = (await freePorts(2)) as [number, number];
    const origin = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      KC_DB: 'postgres',
      KC_DB_URL: `jdbc:postgresql://${hostname}:${databasePort || '5432'}/${database}`,
      KC_DB_USERNAME: decodeURIComponent(username),
      KC_DB_PASSWORD: decodeURIComponent(password),
      KC_DB_POOL_INITIAL_SIZE: '20',
      KC_DB_POOL_MIN_SIZE: '20',
      KC_DB_POOL_MAX_SIZE: '20',
      // Else it opens ports beyond loopback, for a cluster of one.
      KC_CACHE: 'local',
      KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN,
      KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN,
      JAVA_OPTS_KC_HEAP: '-Xms1280m -Xmx1280m',
    };
    const log = openSync('.signoff/bench/keycloak.log', 'w');
    const built = spawnSync(kc, ['build', '--db=postgres', '--cache=local'], {
      env,
      stdio: ['ignore', log, log],
    });
    if (built.error !== undefined) throw new Error(`${kc} could not be run: ${built.error.message}`);
    if (built.status !== 0) throw new Error('kc.sh build failed; see .signoff/bench/keycloak.log');
    const args = [
      ...['start', '--optimized', '--http-enabled=true', '--http-host=127.0.0.1', `--http-port=${port}`],
      ...['--http-management-host=127.0.0.1', `--http-management-port=${management}`],
      ...[`--hostname=${origin}`, '--hostname-strict=true', '--log-level=warn'],
    ];
    // A group of its own: kc.sh may stay in front of the java that serves.
    const child = spawn(kc, args, { env, stdio: ['ignore', log, log], detached: true });
    process.once('exit', () => endGroup(child));
    const keycloak = new Keycloak(child, database, new WebClient(origin));
    try {
      await until(
        'Keycloak answers',
        async () => {
          if (child.exitCode !== null) throw new Error('Keycloak ended; see .signoff/bench/keycloak.log');
          return (await keycloak.web.ask('/realms/master').catch(() => null))?.status === 200;
        },
        STARTS_WITHIN_MS,
      );
      await keycloak.#setUp();
      return keycloak;
    } catch (error) {
      await keycloak.close();
      throw error;
    }
  }

  /** As an administrator. Rejects unless it is answered 2xx. */
  async admin(method: string, path: string, body?: object): Promise<WebAnswer> {
    const answer = await this.web.ask(`/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status > 299) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  async user(realm: string, name: string): Promise<KeycloakUser> {
    await this.admin('POST', `/${realm}/users`, {
      ...{ username: name, enabled: true, email: `${name}@x.test`, emailVerified: true },
      ...{ firstName: 'F', lastName: 'L' },
      credentials: [{ type: 'password', value: KEYCLOAK_PASSWORD, temporary: false }],
    });
    const { text } = await this.admin('GET', `/${realm}/users?username=${name}&exact=true`);
    return { id: (JSON.parse(text) as { id: string }[])[0]!.id, name };
  }

  /** A session by the cheapest way there is, the password grant. */
  async session(realm: string, { name }: KeycloakUser): Promise<KeycloakSession> {
    const { status, text } = await this.web.form(`/realms/${realm}/protocol/openid-connect/token`, {
      ...{ grant_type: 'password', client_id: 'device-cli', scope: 'openid' },
      ...{ username: name, password: KEYCLOAK_PASSWORD },
    });
    if (status !== 200) throw new Error(`the password grant answered ${status}: ${text}`);
    const { access_token: token, refresh_token: refreshToken } = JSON.parse(text) as Record<string, string>;
    const { sid } = JSON.parse(Buffer.from(token!.split('.')[1]!, 'base64url').toString()) as { sid: string };
    return { sid, refreshToken: refreshToken! };
  }

  async refresh(realm: string, refreshToken: string): Promise<void> {
    const { status, text } = await this.#refreshed(realm, refreshToken);
    if (status !== 200) throw new Error(`a refresh answered ${status}: ${text}`);
  }

  /** Whether the session of this token is over. */
  async isOver(realm: string, refreshToken: string): Promise<boolean> {
    const { status, text } = await this.#refreshed(realm, refreshToken);
    if (status !== 200 && status !== 400) throw new Error(`a refresh answered ${status}: ${text}`);
    return status === 400;
  }

  /** So many more of a session, in the rows that it has itself: to make a million by the API takes an hour. */
  async copySessions(sid: string, count: number): Promise<void> {
    const url = new URL(process.env['DATABASE_URL']!);
    url.pathname = `/${this.database}`;
    for (const table of ['offline_user_session', 'offline_client_session']) {
      const { rows: columns } = await query<{ name: string }>(
        url.href,
        `SELECT column_name AS name FROM information_schema.columns
          WHERE table_schema = 'public' AND table_name = '${table}' ORDER BY ordinal_position`,
      );
      const names = columns.map(({ name }) => `"${name}"`);
      const copied = names.map((name) =>
        name === '"user_session_id"' ? `md5('${sid}' || number)::uuid::text` : name,
      );
      const { rowCount } = await query(
        url.href,
        `INSERT INTO ${table} (${names.join(', ')})
         SELECT ${copied.join(', ')} FROM ${table}, generate_series(1, ${count}) AS number
          WHERE user_session_id = '${sid}'`,
      );
      if (rowCount !== count) throw new Error(`${rowCount} of ${count} rows were made in ${table}`);
      await query(url.href, `ANALYZE ${table}`);
    }
  }

  /** An administrator's token lasts, and a bench lasts longer. */
  async signIn(): Promise<void> {
    const { status, text } = await this.web.form('/realms/master/protocol/openid-connect/token', {
      ...{ grant_type: 'password', client_id: 'admin-cli', username: ADMIN, password: ADMIN },
    });
    if (status !== 200) throw new Error(`the administrator was answered ${status}: ${text}`);
    this.#token = (JSON.parse(text) as { access_token: string }).access_token;
  }

  async close(): Promise<void> {
    this.web.close();
    const exited = new Promise<void>((resolve) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) resolve();
      else this.child.once('exit', () => resolve());
    });
    endGroup(this.child);
    await exited;
    await query(process.env['DATABASE_URL']!, `DROP DATABASE ${this.database} WITH (FORCE)`);
  }

  #refreshed(realm: string, refreshToken: string): Promise<WebAnswer> {
    return this.web.form(`/realms/${realm}/protocol/openid-connect/token`, {
      ...{ grant_type: 'refresh_token', client_id: 'device-cli', refresh_token: refreshToken },
    });
  }

  async #setUp(): Promise<void> {
    await this.signIn();
    await this.admin('PUT', '/master', { accessTokenLifespan: 7_200, ssoSessionIdleTimeout: 14_400 });
    await this.signIn();
    for (const [realm, passwordPolicy] of [
      ['bench', undefined],
      ['bulk', CHEAPEST_HASHING],
      ['everyone', CHEAPEST_HASHING],
    ] as const) {
      await this.admin('POST', '', {
        ...{ realm, enabled: true, accessTokenLifespan: 300 },
        ...{ ssoSessionIdleTimeout: MONTH_S, ssoSessionMaxLifespan: MONTH_S },
        ...{ oauth2DeviceCodeLifespan: 600, oauth2DevicePollingInterval: 5 },
        ...{ revokeRefreshToken: false, refreshTokenMaxReuse: 0 },
        ...(passwordPolicy === undefined ? {} : { passwordPolicy }),
      });
      await this.admin('POST', `/${realm}/clients`, {
        ...{ clientId: 'device-cli', publicClient: true, standardFlowEnabled: true },
        ...{ directAccessGrantsEnabled: true, redirectUris: ['http://127.0.0.1/*'] },
        attributes: { 'oauth2.device.authorization.grant.enabled': 'true' },
      });
    }
  }
}

async function query<Row extends object>(url: string, text: string): Promise<QueryResult<Row>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client.query<Row>(text).finally(() => client.end());
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
