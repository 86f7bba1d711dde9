import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '#libs/database';
import { makeDemoOperators } from '../household/demo-operators.js';
import { makeKeysOnce } from '../keys/make-keys.js';
import type { Child, ChildSpec } from '../processes/child.js';
import type { Started } from '../processes/started.js';
import type { Progress } from '../progress.js';
import { freePorts } from '../services/ports.js';
import { GATEWAY_NODE_OPTIONS } from '../start/servers.js';

export interface OwnStack {
  /** As `npm start` writes one of itself. */
  readonly runFile: string;
  /** Drains it, and starts it again. */
  readonly restartGateway: (index: number) => Promise<void>;
}

export interface OwnStackOptions {
  /** Addresses of the services. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly started: Started;
  readonly progress: Progress;
  readonly gateways: number;
}

const READY = /"msg":"ready"/;
const READY_MS = 60_000;
/** Devices of a gateway that is drained go to others over this time. */
const DRAIN_WINDOW_MS = 2_000;

/** One account API and so many gateways on free ports, with a database, topics and keys of their own. */
export async function ownStack({
  env,
  folder,
  started,
  progress,
  gateways: count,
}: OwnStackOptions): Promise<OwnStack> {
  const keys = join(folder, 'keys');
  await makeKeysOnce(keys);
  const name = `fleet_${randomBytes(6).toString('hex')}`;
  const databaseUrl = await ownDatabase(env['DATABASE_URL'] as string, name, started);
  const ports = (await freePorts(3 * (count + 1))).values();
  const next = (): number => ports.next().value as number;
  const [tls, plain, internal] = [next(), next(), next()];
  const gateways = Array.from({ length: count }, () => ({ tls: next(), plain: next(), internal: next() }));
  const addresses = gateways.map((own) => ({
    url: `wss://localhost:${own.tls}/devices`,
    plainUrl: `ws://localhost:${own.plain}/devices`,
    internalUrl: `http://127.0.0.1:${own.internal}`,
  }));
  const run = {
    issuer: `https://localhost:${tls}`,
    accountUrl: `http://localhost:${plain}`,
    internalUrl: `http://127.0.0.1:${internal}`,
    caFile: join(keys, 'ca.pem'),
    databaseUrl,
    gateways: addresses,
    isForFleet: true,
  };
  const shared = {
    SIGNOFF_DEVICE_POLL_INTERVAL_S: '1',
    ...LIMITS,
    ...process.env,
    ...env,
    DATABASE_URL: databaseUrl,
    SIGNOFF_TOPIC_PREFIX: `${name}.`,
    SIGNOFF_ISSUER: run.issuer,
    SIGNOFF_ACCOUNT_URL: run.accountUrl,
    SIGNOFF_KEYS_DIR: keys,
    SIGNOFF_CA_FILE: run.caFile,
    SIGNOFF_INTERNAL_URL: run.internalUrl,
    SIGNOFF_PUSH_ENDPOINT: (addresses[0] as (typeof addresses)[number]).url,
    SIGNOFF_PUSH_ENDPOINTS: addresses.map(({ url }) => url).join(','),
  };
  const spec = (app: string, as: string, args: readonly string[], own: NodeJS.ProcessEnv): ChildSpec => ({
    name: as,
    command: process.execPath,
    args: [...args, `dist/apps/${app}/src/main.js`],
    env: { ...shared, ...own },
    logFile: join(folder, 'logs', `${as}.log`),
  });
  const start = async (one: ChildSpec): Promise<Child> => {
    const child = started.start(one);
    await child.prints(READY, READY_MS);
    return child;
  };
  const specs = gateways.map((own, index) =>
    spec('push-gateway', `push-gateway-${index + 1}`, GATEWAY_NODE_OPTIONS, {
      SIGNOFF_GATEWAY_ID: `gateway-${index + 1}`,
      SIGNOFF_GATEWAY_PUBLIC_URLS: `wss://localhost:${own.tls}/devices,ws://localhost:${own.plain}/devices`,
      SIGNOFF_GATEWAY_TLS_PORT: String(own.tls),
      SIGNOFF_GATEWAY_PLAIN_PORT: String(own.plain),
      SIGNOFF_GATEWAY_INTERNAL_PORT: String(own.internal),
      SIGNOFF_GATEWAY_DRAIN_WINDOW_MS: String(DRAIN_WINDOW_MS),
    }),
  );
  const accountApi = spec('account-api', 'account-api', [], {
    SIGNOFF_ACCOUNT_TLS_PORT: String(tls),
    SIGNOFF_ACCOUNT_PLAIN_PORT: String(plain),
    SIGNOFF_ACCOUNT_INTERNAL_PORT: String(internal),
  });
  const running = await progress.during(
    'Servers are starting',
    start(accountApi).then(() => Promise.all(specs.map(start))),
  );
  const operators = await makeDemoOperators(join(folder, 'operators.json'), databaseUrl);
  const runFile = join(folder, 'run.json');
  writeFileSync(runFile, JSON.stringify({ ...run, operators }), { mode: 0o600 });
  return {
    runFile,
    restartGateway: async (index) => {
      const own = specs[index];
      if (own === undefined) throw new Error('there is no such gateway');
      await running[index]?.stop();
      running[index] = await start(own);
    },
  };
}

/** A fleet is many people at one address, and none of them guesses. */
const LIMITS = {
  SIGNOFF_SIGN_UPS_PER_ADDRESS: '1000000',
  SIGNOFF_DEVICE_CODES_PER_ADDRESS: '1000000',
  SIGNOFF_SIGN_IN_ATTEMPTS: '100000',
  SIGNOFF_USER_CODE_ATTEMPTS: '100000',
} as const;

/** Dropped at the end: the server may be one that stays. */
async function ownDatabase(server: string, name: string, started: Started): Promise<string> {
  const ask = async (sql: string): Promise<void> => {
    const database = await openDatabase(server, { poolSize: 1 });
    try {
      await database.query(sql);
    } finally {
      await database.close();
    }
  };
  await ask(`CREATE DATABASE ${name}`);
  started.add('the fleet’s database', () => ask(`DROP DATABASE ${name} WITH (FORCE)`));
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
