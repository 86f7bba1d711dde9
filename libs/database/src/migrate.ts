import { dataSourceOf, type Transaction } from './database.js';
import { migrations } from './migrations/index.js';

/** The database was migrated by a newer release. Nothing was changed. */
export class DatabaseNewerError extends Error {
  override readonly name = 'DatabaseNewerError';

  constructor(readonly unknownMigrations: readonly string[]) {
    super(
      `The database holds migrations this release does not know (${unknownMigrations.join(', ')}). ` +
        'Start the newer release, or point DATABASE_URL at another database.',
    );
  }
}

// Any number will do, as long as all releases use the same one.
const MIGRATION_LOCK = 7_402_118;

/**
 * Brings the schema to this release. Safe from several processes at once: an advisory lock lets one through
 * at a time. Returns the names of the migrations it ran.
 * Errors: DatabaseNewerError.
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const dataSource = await dataSourceOf(url, { poolSize: 3, migrations }).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const known = new Set(migrations.map(({ name }) => name));
    const newer = (await applied(lock)).filter((name) => !known.has(name));
    if (newer.length > 0) throw new DatabaseNewerError(newer);
    return (await dataSource.runMigrations()).map(({ name }) => name);
  } finally {
    // Closing the connection gives the lock back, whatever happened.
    await lock.release();
    await dataSource.destroy();
  }
}

/** The migrations of this release that the database lacks, and those it has of a newer one. */
export async function lookAtMigrations(
  database: Transaction,
): Promise<{ readonly missing: readonly string[]; readonly unknown: readonly string[] }> {
  const done = new Set(await applied(database));
  const known = new Set(migrations.map(({ name }) => name));
  return {
    missing: [...known].filter((name) => !done.has(name)),
    unknown: [...done].filter((name) => !known.has(name)),
  };
}

async function applied(connection: { query(sql: string): Promise<unknown> }): Promise<string[]> {
  const exists = (await connection.query("SELECT to_regclass('schema_migrations') AS name")) as {
    name: unknown;
  }[];
  if (exists[0]?.name === null) return [];
  const names = (await connection.query('SELECT name FROM schema_migrations ORDER BY id')) as {
    name: string;
  }[];
  return names.map(({ name }) => name);
}
