import { createServer, type AddressInfo } from 'node:net';
import { isDatabaseUnavailable, openDatabase } from './index.js';
import { aDatabase } from './testing/index.js';

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('a database out of reach', () => {
  it('is told from one that refuses a statement', async () => {
    const { database, drop } = await aDatabase();
    for (const sql of ['SELEKT 1', 'SELECT 1/0', 'SELECT * FROM nowhere']) {
      expect(isDatabaseUnavailable(await failureOf(database.query(sql)))).toBe(false);
    }
    await drop();
  });

  it('is seen when nobody listens', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    await new Promise((resolve) => holder.close(resolve));
    const error = await failureOf(openDatabase(`postgres://u:p@127.0.0.1:${port}/db`));
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it('is seen when it ends the connection a statement runs on', async () => {
    const { database, drop } = await aDatabase();
    const error = await failureOf(database.query('SELECT pg_terminate_backend(pg_backend_pid())'));
    expect(isDatabaseUnavailable(error)).toBe(true);
    // The pool may hand the dead connection out once more; the next one is new.
    await failureOf(database.query('SELECT 1'));
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await drop();
  });

  it('is not every error there is', () => {
    for (const error of [new Error('no'), null, 'ECONNREFUSED', { code: '23505' }, undefined]) {
      expect(isDatabaseUnavailable(error)).toBe(false);
    }
  });
});
