import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aDatabase } from '#libs/database/testing';
import { makeKeysOnce } from '../../keys/make-keys.js';
import { gatherDatabase } from './database.js';
import { gatherKafka } from './kafka.js';
import { gatherKeys } from './keys.js';
import { gatherPoints, gatherServer } from './servers.js';

const nobody = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe('what the doctor finds out', () => {
  it('of a real database: its version, its migrations, its clock, what waits; and of none why, without a password', async () => {
    const { database, url, drop } = await aDatabase();
    const facts = await gatherDatabase(url, 60_000);
    expect(facts).toMatchObject({
      fault: null,
      found: { migrationsMissing: [], migrationsUnknown: [], unsent: 0, unconfirmed: 0, presence: [] },
    });
    expect(facts.found!.version).toBeGreaterThanOrEqual(14);
    await database.query(
      `INSERT INTO outbox (topic, key, payload, created_at) VALUES ('t', 'x', '{}', now() - interval '7 s')`,
    );
    await database.query(`UPDATE schema_migrations SET name = 'Unheard' WHERE name = 'Polls1764000001000'`);
    const { found } = await gatherDatabase(url, 60_000);
    expect(found).toMatchObject({
      migrationsMissing: ['Polls1764000001000'],
      migrationsUnknown: ['Unheard'],
    });
    await drop();
    const gone = await gatherDatabase(`postgres://ann:hunter2@127.0.0.1:${await nobody()}/db`, 60_000);
    expect(gone.found).toBeNull();
    expect(JSON.stringify(gone)).toContain('ECONNREFUSED');
    expect(JSON.stringify(gone)).not.toContain('hunter2');
  });

  it('of a real Kafka: which topics are missing; and of none why', async () => {
    const brokers = process.env['KAFKA_BROKERS']!.split(',');
    const { look, fault } = await gatherKafka(brokers, 'nobody-uses-this.', null);
    expect(fault).toBeNull();
    expect(look!.topics.map(({ name, found }) => [name, found])).toContainEqual([
      'nobody-uses-this.security-events',
      null,
    ]);
    expect(look!.clusterId).not.toBe('');
    const gone = await gatherKafka([`127.0.0.1:${await nobody()}`], '', null);
    expect([gone.look, gone.fault]).toEqual([null, expect.stringContaining('ECONNREFUSED')]);
  });

  it('of real keys: modes, the certificate’s authority and host, and what is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'signoff-doctor-'));
    const keys = join(folder, 'keys');
    const look = (issuer = 'https://localhost:7443') => gatherKeys(keys, join(keys, 'ca.pem'), issuer);
    expect(look().exists).toBe(false);
    await makeKeysOnce(keys);
    expect(look()).toMatchObject({
      missing: [],
      open: [],
      issuerKeys: 1,
      certificate: { ofThisCa: true, keyFits: true, namesIssuer: true },
    });
    expect(look('https://accounts.example').certificate?.namesIssuer).toBe(false);
    chmodSync(join(keys, 'tls.key'), 0o644);
    rmSync(join(keys, 'cookie-keys'));
    writeFileSync(join(keys, 'issuer.jwks.json'), '{');
    expect(look()).toMatchObject({
      missing: ['cookie-keys'],
      open: [{ name: 'tls.key', mode: '644' }],
      issuerKeys: null,
    });
    rmSync(folder, { recursive: true });
  });

  it('of servers that are not there: that they are not', async () => {
    const url = `http://127.0.0.1:${await nobody()}`;
    expect((await gatherServer('push-gateway', url)).dead).toContain('ECONNREFUSED');
    expect((await gatherPoints(url)).fault).toContain('ECONNREFUSED');
  });
});
