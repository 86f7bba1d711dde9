import { randomUUID } from 'node:crypto';
import { DatabaseNewerError, migrate, openDatabase, type Database } from './index.js';

const server = process.env['DATABASE_URL'];

describe('migrating a database', () => {
  let admin: Database;
  let url: string;

  beforeAll(async () => {
    if (server === undefined) throw new Error('DATABASE_URL is not set; run through `npm test`');
    admin = await openDatabase(server, { poolSize: 1 });
  });
  afterAll(() => admin.close());

  beforeEach(async () => {
    const name = `migrate_${randomUUID().replaceAll('-', '')}`;
    await admin.query(`CREATE DATABASE ${name}`);
    const own = new URL(server as string);
    own.pathname = `/${name}`;
    url = own.href;
  });
  afterEach(() => admin.query(`DROP DATABASE "${new URL(url).pathname.slice(1)}" WITH (FORCE)`));

  it('runs each migration once, however many processes start at the same moment', async () => {
    const runs = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(runs.filter((ran) => ran.length > 0)).toHaveLength(1);
    expect(await migrate(url)).toEqual([]);
  });

  it('refuses a database of a newer release and changes nothing in it', async () => {
    await migrate(url);
    const database = await openDatabase(url);
    try {
      await database.query(
        `INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'Future9999999999999')`,
      );
      await expect(migrate(url)).rejects.toThrow(DatabaseNewerError);
      await expect(migrate(url)).rejects.toThrow('Future9999999999999');
    } finally {
      await database.close();
    }
  });

  it('commits what a transaction did, or nothing of it', async () => {
    await migrate(url);
    const database = await openDatabase(url);
    try {
      const failure = new Error('halfway');
      const add = `INSERT INTO rate_limits (key, full_at) VALUES ('k', now()) RETURNING key`;
      await expect(
        database.transaction(async (tx) => {
          expect(await tx.query(add)).toEqual([{ key: 'k' }]);
          throw failure;
        }),
      ).rejects.toBe(failure);
      expect(await database.query('SELECT * FROM rate_limits')).toEqual([]);
      await database.transaction((tx) => tx.query(add));
      expect(await database.query('SELECT key FROM rate_limits')).toEqual([{ key: 'k' }]);
    } finally {
      await database.close();
    }
  });
});
