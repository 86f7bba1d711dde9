/**
 * The mechanism: a process that was frozen between two statements of an account's revocation kept the account's row
 * locked for as long, so that nobody could sign that account's devices out; and when it woke it committed a revocation
 * whose time of commit was long past, which a snapshot then left out as too old to matter.
 */
import { openDatabase } from '#libs/database';
import { aDatabase } from '#libs/database/testing';
import { until } from '../support/account-api/until.js';

it('a transaction that waits too long for its next statement is ended by the database, and holds no lock', async () => {
  const own = await aDatabase();
  const frozen = await openDatabase(own.url, { poolSize: 1, idleInTransactionMs: 200 });
  try {
    const [{ limit }] = (await own.database.query<{ limit: string }>(
      `SELECT current_setting('idle_in_transaction_session_timeout') AS limit`,
    )) as [{ limit: string }];
    expect(limit).toBe('10s');
    await own.database.query(`INSERT INTO rate_limits (key, full_at) VALUES ('k', now())`);
    const working = frozen.transaction(async (tx) => {
      await tx.query(`SELECT 1 FROM rate_limits WHERE key = 'k' FOR UPDATE`);
      // Waits for the lock that is held here: it is given when the server has ended this transaction.
      await own.database.query(`UPDATE rate_limits SET full_at = now() WHERE key = 'k'`);
      await tx.query(`DELETE FROM rate_limits WHERE key = 'k'`);
    });
    await expect(working).rejects.toThrow();
    expect(await own.database.query('SELECT key FROM rate_limits')).toEqual([{ key: 'k' }]);
    await until('it has a connection again', () =>
      frozen.query('SELECT 1 AS one').then(
        () => true,
        () => false,
      ),
    );
  } finally {
    await frozen.close();
    await own.drop();
  }
});
