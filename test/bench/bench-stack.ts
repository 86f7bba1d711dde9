import { fork, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { anAuthority } from '#libs/device-client/testing';

/** One account API and one gateway, as processes of their own, with a database and topics of the run's own. */
export interface BenchStack {
  readonly issuer: string;
  /** Plain listeners: the figures are of Signoff, not of TLS. */
  readonly accountUrl: string;
  readonly pushUrl: string;
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly caFile: string;
  stop(): Promise<void>;
}

const READY_MS = 60_000;

export async function benchStack(): Promise<BenchStack> {
  const { DATABASE_URL: server, KAFKA_BROKERS: brokers } = process.env;
  if (!server || !brokers)
    throw new Error('DATABASE_URL and KAFKA_BROKERS are not set; run `npm run bench:latency`');
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const prefix = `${name}.`;
  await admin(server, `CREATE DATABASE ${name}`);
  const keysDir = await keys();
  const [accountTls, accountPlain, internal, pushTls, pushPlain, pushInternal] = await freePorts(6);
  const issuer = `https://localhost:${accountTls}`;
  const accountUrl = `http://localhost:${accountPlain}`;
  const pushUrl = `ws://localhost:${pushPlain}/devices`;
  const pushTlsUrl = `wss://localhost:${pushTls}/devices`;
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: brokers,
    SIGNOFF_TOPIC_PREFIX: prefix,
    SIGNOFF_ISSUER: issuer,
    SIGNOFF_ACCOUNT_URL: accountUrl,
    SIGNOFF_KEYS_DIR: keysDir,
    SIGNOFF_CA_FILE: join(keysDir, 'ca.pem'),
    SIGNOFF_ACCOUNT_TLS_PORT: String(accountTls),
    SIGNOFF_ACCOUNT_PLAIN_PORT: String(accountPlain),
    SIGNOFF_ACCOUNT_INTERNAL_PORT: String(internal),
    SIGNOFF_PUSH_ENDPOINT: pushTlsUrl,
    SIGNOFF_DEVICE_POLL_INTERVAL_S: '1',
    SIGNOFF_GATEWAY_ID: 'bench',
    SIGNOFF_GATEWAY_PUBLIC_URLS: `${pushUrl},${pushTlsUrl}`,
    SIGNOFF_GATEWAY_TLS_PORT: String(pushTls),
    SIGNOFF_GATEWAY_PLAIN_PORT: String(pushPlain),
    SIGNOFF_GATEWAY_INTERNAL_PORT: String(pushInternal),
    SIGNOFF_INTERNAL_URL: `http://127.0.0.1:${internal}`,
  };
  const apps: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const app of apps.reverse()) await ended(app);
    await rm(keysDir, { recursive: true });
    await admin(server, `DROP DATABASE ${name} WITH (FORCE)`);
    await deleteTopics(brokers, prefix);
  };
  try {
    for (const app of ['account-api', 'push-gateway']) apps.push(await ready(app, env));
  } catch (error) {
    await stop();
    throw error;
  }
  return { issuer, accountUrl, pushUrl, databaseUrl, brokers, caFile: join(keysDir, 'ca.pem'), stop };
}

function ready(app: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const main = `dist/apps/${app}/src/main.js`;
  return new Promise((resolve, reject) => {
    const child = fork(main, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const timer = setTimeout(() => reject(new Error(`${app} was not ready in time`)), READY_MS);
    child.once('exit', (code) => reject(new Error(`${app} ended with ${code}`)));
    child.stdout?.on('data', (data: Buffer) => {
      if (!data.toString().includes('"msg":"ready"')) return;
      clearTimeout(timer);
      resolve(child);
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(timer);
}

async function keys(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signoff-bench-'));
  const { ca, cert, key } = await anAuthority();
  const issuer = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const files = {
    'ca.pem': ca,
    'tls.pem': cert,
    'tls.key': key,
    'issuer.jwks.json': JSON.stringify({ keys: [{ ...issuer, kid: 'bench', alg: 'ES256', use: 'sig' }] }),
    'nonce-secret': randomBytes(32).toString('base64url'),
    'cookie-keys': `${randomBytes(16).toString('hex')}\n`,
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  return folder;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

async function deleteTopics(brokers: string, prefix: string): Promise<void> {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await kafka.connect();
  const topics = (await kafka.listTopics()).filter((topic) => topic.startsWith(prefix));
  if (topics.length > 0) await kafka.deleteTopics({ topics });
  await kafka.disconnect();
}
