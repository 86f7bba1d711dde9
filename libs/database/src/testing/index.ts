import { randomUUID } from 'node:crypto';
import { migrate, openDatabase, type Database } from '../index.js';

export { aVanishingHost, type VanishingHost } from './vanishing-host.js';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Closes and drops it, whoever is still connected. */
  drop(): Promise<void>;
}

/** A migrated database of one's own on the server of DATABASE_URL, which `npm test` sets. */
export async function aDatabase(options: { readonly poolSize?: number } = {}): Promise<TestDatabase> {
  const server = process.env['DATABASE_URL'];
  if (server === undefined) throw new Error('DATABASE_URL is not set; run through `npm test`');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = await openDatabase(server, { poolSize: 1 });
  await admin.query(`CREATE DATABASE ${name}`);
  const own = new URL(server);
  own.pathname = `/${name}`;
  await migrate(own.href);
  const database = await openDatabase(own.href, options);
  return {
    url: own.href,
    database,
    drop: async () => {
      await database.close();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.close();
    },
  };
}
