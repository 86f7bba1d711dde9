import { isDatabaseUnavailable, openDatabase, type Database } from './index.js';
import { aDatabase, aVanishingHost, type TestDatabase, type VanishingHost } from './testing/index.js';

// Long enough for a busy machine to answer in.
const STATEMENT_MS = 700;

describe('a host that vanishes', () => {
  let real: TestDatabase;
  let host: VanishingHost;
  let database: Database;
  beforeEach(async () => {
    real = await aDatabase();
    const url = new URL(real.url);
    host = await aVanishingHost({ host: url.hostname, port: Number(url.port) });
    url.host = `127.0.0.1:${host.port}`;
    database = await openDatabase(url.href, { poolSize: 1, statementMs: STATEMENT_MS });
  });
  afterEach(async () => {
    await database.close();
    await host.close();
    await real.drop();
  });

  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => null,
      (error: unknown) => error,
    );

  it('is out of reach once its time is over, and the next statement has a connection of its own', async () => {
    expect(await database.query('SELECT $1::int AS one', [1])).toEqual([{ one: 1 }]);
    host.vanish();
    expect(isDatabaseUnavailable(await failureOf(database.query('SELECT $1::int AS one', [1])))).toBe(true);
    host.comeBack();
    expect(await database.query('SELECT $1::int AS one', [1])).toEqual([{ one: 1 }]);
  });

  it('in the middle of a transaction leaves nothing behind, and nobody waits for a rollback', async () => {
    await real.database.query('CREATE TABLE t (n int)');
    const work = database.transaction(async (tx) => {
      await tx.query('INSERT INTO t VALUES (1)');
      host.vanish();
      await tx.query('INSERT INTO t VALUES (2)');
    });
    expect(isDatabaseUnavailable(await failureOf(work))).toBe(true);
    host.comeBack();
    expect(await database.query('SELECT n FROM t')).toEqual([]);
  });
});

describe('a database that is there and slow', () => {
  it('refuses a statement that waits too long for a lock, keeps the connection, and counts as out of reach', async () => {
    const { database: other, url, drop } = await aDatabase();
    const database = await openDatabase(url, { poolSize: 1, statementMs: STATEMENT_MS });
    await other.query('CREATE TABLE t (n int)');
    const [before] = await database.query('SELECT pg_backend_pid() AS pid');
    await other.transaction(async (tx) => {
      await tx.query('LOCK TABLE t');
      const error = await database.query('SELECT n FROM t').catch((thrown: unknown) => thrown);
      expect(isDatabaseUnavailable(error)).toBe(true);
      expect(String(error)).toContain('statement timeout');
    });
    expect(await database.query('SELECT pg_backend_pid() AS pid')).toEqual([before]);
    await database.close();
    await drop();
  });
});
