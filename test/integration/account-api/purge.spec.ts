import { jest } from '@jest/globals';
import { PostgresOutboxStore } from '#libs/outbox';
import { systemClock } from '../../../apps/account-api/src/enforcement-points/clock.js';
import { FORGET, ForgetExpired } from '../../../apps/account-api/src/expiry/forget-expired.js';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';

jest.setTimeout(180_000);

const OLD_ROWS = 200_000;

describe('clearing away 200,000 old rows of a kind', () => {
  let installation: Installation;
  let api: Instance;
  beforeAll(async () => {
    installation = await anInstallation();
    api = await anInstance(installation);
    const { database } = installation;
    await database.query(
      `INSERT INTO dpop_proofs (id, expires_at)
       SELECT decode(md5(n::text) || md5((-n)::text), 'hex'), now() - interval '1 hour'
         FROM generate_series(1, ${OLD_ROWS}) n`,
    );
    await database.query(
      `INSERT INTO outbox (topic, key, payload, created_at, sent_at)
       SELECT 'security-events', 'x', '{}', now() - interval '3 hours', now() - interval '2 hours'
         FROM generate_series(1, ${OLD_ROWS}) n`,
    );
    for (const table of ['dpop_proofs', 'outbox', 'rate_limits', 'oidc_payloads', 'browser_sign_ins'])
      await database.query(`ANALYZE ${table}`);
  });
  afterAll(async () => {
    await api?.close();
    await installation?.close();
  });

  const aSignOut = async (): Promise<void> => {
    const sub = await anAccount(installation.database);
    const tv = await aDevice(api, installation.database, sub);
    expect((await api.revokeSession.revoke(sub, tv.sid)).committedAt).toBeGreaterThan(0);
  };
  const planOf = async (sql: string, parameters: readonly unknown[] = []): Promise<string> => {
    const rows = await installation.database.query<Record<string, string>>(`EXPLAIN ${sql}`, parameters);
    return rows.map((row) => Object.values(row)[0]).join('\n');
  };
  const left = async (): Promise<unknown> => {
    const [row] = await installation.database.query(
      `SELECT (SELECT count(*)::int FROM dpop_proofs WHERE expires_at < now()) AS proofs,
              (SELECT count(*)::int FROM outbox WHERE sent_at < now() - interval '1 hour') AS events`,
    );
    return row;
  };

  it('finds them by an index, and never reads a whole table', async () => {
    const plan = await planOf(FORGET[0]!);
    expect(plan).toContain('dpop_proofs_by_expiry');
    expect(plan).not.toContain('Seq Scan');
    const seen: string[] = [];
    const query = (sql: string) => {
      seen.push(sql);
      return Promise.resolve([]);
    };
    await new PostgresOutboxStore({ query } as never).purgeSent(3_600_000, 1_000);
    const outbox = await planOf(seen[0]!.replace('$1', '3600000').replace('$2', '1000'));
    expect(outbox).toContain('outbox_sent');
    expect(outbox).not.toContain('Seq Scan');
  });

  it('holds no lock that a sign-out waits for', async () => {
    // Both chunks are deleted and not committed, as long as the sign-outs take.
    await installation.database.transaction(async (tx) => {
      for (const sql of FORGET) await tx.query(sql);
      expect(
        await new PostgresOutboxStore({ ...installation.database, query: tx.query }).purgeSent(
          3_600_000,
          1_000,
        ),
      ).toBe(1_000);
      for (let n = 0; n < 5; n++) await aSignOut();
    });
  });

  it('is done beside sign-outs, in chunks, and leaves nothing old behind', async () => {
    const purging = new ForgetExpired(installation.database, systemClock, () => {}).once();
    const outbox = new PostgresOutboxStore(installation.database);
    const clearing = (async () => {
      while ((await outbox.purgeSent(3_600_000, 1_000)) === 1_000);
    })();
    let over = false;
    void Promise.all([purging, clearing]).finally(() => (over = true));
    let signOuts = 0;
    while (!over) {
      await aSignOut();
      signOuts++;
    }
    await Promise.all([purging, clearing]);
    expect(signOuts).toBeGreaterThan(0);
    expect(await left()).toEqual({ proofs: 0, events: 0 });
  });
});
