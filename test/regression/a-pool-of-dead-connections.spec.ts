/**
 * A host of the database vanished while several connections to it lay idle in the pool. Each was found dead by the
 * statement that met it, after the longest a statement may take and a second: whoever asks one after another, as the
 * relay and the upkeep do, waited so long once a connection, though the database was back. Now the first one that is
 * not answered takes the idle ones with it, and the next statement has a connection of its own.
 */
import { isDatabaseUnavailable, openDatabase } from '#libs/database';
import { aDatabase, aVanishingHost } from '#libs/database/testing';

const CONNECTIONS = 4;

it('of a pool of dead connections one is waited for, and no other', async () => {
  const real = await aDatabase();
  const url = new URL(real.url);
  const host = await aVanishingHost({ host: url.hostname, port: Number(url.port) });
  url.host = `127.0.0.1:${host.port}`;
  const database = await openDatabase(url.href, { poolSize: CONNECTIONS, statementMs: 700 });
  const backends = async (): Promise<number> => {
    const held = Array.from({ length: CONNECTIONS }, () =>
      database.transaction(async (tx) => {
        const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid, pg_sleep(0.2)');
        return row!.pid;
      }),
    );
    return new Set(await Promise.all(held)).size;
  };
  expect(await backends()).toBe(CONNECTIONS);
  host.vanish();
  const failure = await database.query('SELECT 1').catch((error: unknown) => error);
  expect(isDatabaseUnavailable(failure)).toBe(true);
  host.comeBack();
  for (let n = 0; n < CONNECTIONS; n++) await database.query('SELECT 1');
  // The pool is as large as it was.
  expect(await backends()).toBe(CONNECTIONS);
  await database.close();
  await host.close();
  await real.drop();
});
