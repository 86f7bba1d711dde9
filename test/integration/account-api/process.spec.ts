import { createServer, type Server } from 'node:http';
import { request as requestTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { aBrowser, aDevice, anAccount } from '../../support/account-api/account.js';
import { ApiProcess } from '../../support/account-api/api-process.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { PostgresRevocations } from '../../../apps/account-api/src/revocations/postgres/revocations.js';
import { PostgresSessionSource } from '../../../apps/account-api/src/sessions/postgres/session-source.js';
import { until } from '../../support/account-api/until.js';
import { freePorts } from '../../support/stack/free-ports.js';
import { aKeysFolder, type KeysFolder } from '../../support/stack/keys-folder.js';

jest.setTimeout(60_000);

describe('the account API as a process', () => {
  let installation: Installation;
  let keys: KeysFolder;
  const started: ApiProcess[] = [];

  beforeAll(async () => {
    installation = await anInstallation();
    keys = await aKeysFolder();
  });
  afterEach(async () => {
    for (const one of started.splice(0)) {
      one.kill();
      await one.exited;
    }
  });
  afterAll(async () => {
    await installation?.close();
    await keys?.remove();
  });

  const start = async (over: Readonly<Record<string, string>> = {}) => {
    const [tls, plain] = (await freePorts(2)) as [number, number];
    const api = new ApiProcess({
      DATABASE_URL: installation.databaseUrl,
      KAFKA_BROKERS: installation.brokers.join(','),
      SIGNOFF_TOPIC_PREFIX: installation.config.topicPrefix,
      SIGNOFF_KEYS_DIR: keys.folder,
      SIGNOFF_ISSUER: `https://localhost:${tls}`,
      SIGNOFF_ACCOUNT_URL: `http://localhost:${plain}`,
      SIGNOFF_ACCOUNT_TLS_PORT: String(tls),
      SIGNOFF_ACCOUNT_PLAIN_PORT: String(plain),
      SIGNOFF_ACCOUNT_INTERNAL_PORT: '0',
      ...over,
    });
    started.push(api);
    return { api, tls, url: `http://localhost:${plain}` };
  };
  const overTls = (port: number, path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      requestTls({ host: 'localhost', port, path, ca: keys.ca }, ({ statusCode }) => resolve(statusCode))
        .once('error', reject)
        .end();
    });

  it('is ready on all three listeners once it says so, and shows its health and figures on the internal one alone', async () => {
    const { api, tls, url } = await start();
    const ports = await api.ready();
    expect(ports.tls).toBe(tls);
    expect(await overTls(tls, '/jwks')).toBe(200);
    expect((await fetch(`${url}/api/me`)).status).toBe(401);
    const internal = `http://127.0.0.1:${ports.internal}`;
    expect(await (await fetch(`${internal}/health/ready`)).json()).toEqual({
      ok: true,
      checks: { database: 'ok', Kafka: 'ok', keys: 'ok', events: 'ok' },
    });
    expect(await (await fetch(`${internal}/metrics`)).text()).toContain('signoff_beats_written_total');
    for (const path of ['/health/ready', '/metrics', '/internal/revocations']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    expect((await fetch(`${internal}/api/me`)).status).toBe(404);
  });

  it('stops in order when told to: it ends pages’ streams, publishes what it answered, and exits 0', async () => {
    const { api, url } = await start();
    await api.ready();
    const { database } = installation;
    const silent = { revoked: () => {}, changed: () => {} };
    const store = new PostgresRevocations(database);
    const sessions = new PostgresSessionSource(database, store, silent, silent, installation.config.issuer);
    const sub = await anAccount(database);
    const browser = await aBrowser({ sessions, url }, database, sub);
    const tv = await aDevice({ sessions }, database, sub);
    const page = await fetch(`${url}/api/events`, { headers: browser.headers });
    const end = page.text();
    const press = fetch(`${url}/api/sessions/${tv.sid}/revocation`, {
      method: 'POST',
      headers: browser.headers,
    });
    // Its connection is open and its request under way or answered: either way it is not cut off.
    await until('the press', async () => (await store.firstOf(sub, tv.sid)) !== null);
    api.kill('SIGTERM');
    expect((await press).status).toBe(200);
    await end;
    expect(await api.exited).toEqual({ code: 0, signal: null });
    expect(api.lines.filter(({ level }) => level === 'error')).toEqual([]);
    const unsent = await database.query(`SELECT 1 FROM outbox WHERE sent_at IS NULL`);
    expect(unsent).toEqual([]);
  });

  it('names every setting that is amiss in one message, and exits 1', async () => {
    const { api } = await start({ SIGNOFF_ISSUER: 'http://plain', SIGNOFF_DEVICE_CODE_LIFE_S: 'soon' });
    expect((await api.exited).code).toBe(1);
    expect(api.stderr).toMatch(/SIGNOFF_ISSUER must begin with https:\/\//);
    expect(api.stderr).toMatch(/SIGNOFF_DEVICE_CODE_LIFE_S must be a whole number from 10 to 3600/);
  });

  it('says which port another program has', async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { api } = await start({ SIGNOFF_ACCOUNT_PLAIN_PORT: String(port) });
    expect((await api.exited).code).toBe(1);
    expect(api.stderr).toContain(`port ${port}: another program has it`);
    await new Promise((resolve) => other.close(resolve));
  });

  it('says that no database answers, and never its password', async () => {
    const [port] = await freePorts(1);
    const { api } = await start({ DATABASE_URL: `postgres://u:hunter2@127.0.0.1:${port}/signoff` });
    expect((await api.exited).code).toBe(1);
    expect(api.stderr).toContain(`no database answers at 127.0.0.1:${port}/signoff`);
    expect(api.stderr + JSON.stringify(api.lines)).not.toContain('hunter2');
  });
});
