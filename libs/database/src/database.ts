import pg from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { isUnanswered } from './unavailable.js';

/** One database transaction. Rows come back as objects; bigint as number (ours stay below 2^53). */
export interface Transaction {
  /** Rows of a SELECT or of RETURNING; none otherwise. */
  query<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** The primary. `query` outside `transaction` is a transaction of its own. */
export interface Database extends Transaction {
  /** Commits when `run` resolves, rolls back and rethrows when it rejects. Once this resolves, it is durable. */
  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * A connection of one's own for what lives with a connection, an advisory lock say. Resolves with `run`'s
   * answer; a lost connection rejects the next query.
   */
  withConnection<T>(run: (connection: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const INT8 = 20;
const MOST_NAMES = 500;

/**
 * The longest a transaction may wait for its next statement. A process that is frozen in the middle of one holds
 * its account's row, and wakes to commit what the database believes to be old; so the server ends it instead.
 */
const IDLE_IN_TRANSACTION_MS = 10_000;

/** A server that is there refuses a slow statement itself, and first: that says what became of it. */
const BEYOND_STATEMENT_MS = 1_000;

export interface DatabaseOptions {
  /** Connections this process may hold at once. Who finds none free waits for five seconds at most. */
  readonly poolSize?: number;
  readonly idleInTransactionMs?: number;
  /**
   * The longest a statement may take, its waits for locks included; left out, it may take for ever. A host that
   * vanished answers nothing, not even that: its connection is given up a second later.
   */
  readonly statementMs?: number;
}

export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const dataSource = await dataSourceOf(url, {
    poolSize: 10,
    idleInTransactionMs: IDLE_IN_TRANSACTION_MS,
    ...options,
  }).initialize();
  const withRunner = async <T>(run: (runner: QueryRunner) => Promise<T>): Promise<T> => {
    const runner = dataSource.createQueryRunner();
    let fault: Error | undefined;
    try {
      return await run(runner);
    } catch (error) {
      // Its statement is under way still, so the next one on this connection would wait behind it.
      if (isUnanswered(error)) fault = error;
      throw error;
    } finally {
      if (fault !== undefined) dropIdle(poolOf(dataSource));
      await (runner as PooledRunner).releasePostgresConnection(fault);
    }
  };
  return {
    query: (sql, parameters) => withRunner((runner) => rows(runner, sql, parameters)),
    transaction: (run) =>
      withRunner(async (runner) => {
        await runner.startTransaction();
        try {
          const result = await run({ query: (sql, parameters) => rows(runner, sql, parameters) });
          await runner.commitTransaction();
          return result;
        } catch (error) {
          // A lost connection cannot roll back; the first error is the one that tells.
          if (runner.isTransactionActive && !isUnanswered(error))
            await runner.rollbackTransaction().catch(() => {});
          throw error;
        }
      }),
    withConnection: (run) =>
      withRunner((runner) => run({ query: (sql, parameters) => rows(runner, sql, parameters) })),
    close: () => dataSource.destroy(),
  };
}

/** With an error the pool does not use the connection again. */
type PooledRunner = QueryRunner & { releasePostgresConnection(error?: Error): Promise<void> };

/**
 * A host that does not answer one connection answers no other that was made before: each would be found dead by the
 * statement that meets it, one after another. What is at work finds out for itself.
 */
function dropIdle(pool: pg.Pool): void {
  for (let idle = pool.idleCount; idle > 0; idle--)
    pool.connect((error, _client, done) => {
      // Who was quicker has it, and the wait for another was over.
      if (error === undefined) done(true);
    });
}

const poolOf = ({ driver }: DataSource): pg.Pool =>
  (driver as unknown as { readonly master: pg.Pool }).master;

/** TypeORM's data source, for migrations and for whoever maps entities. */
export function dataSourceOf(
  url: string,
  options: DatabaseOptions & { readonly migrations?: NonNullable<unknown>[] } = {},
): DataSource {
  const { statementMs } = options;
  pg.types.setTypeParser(INT8, Number);
  return new DataSource({
    type: 'postgres',
    url,
    poolSize: options.poolSize ?? 2,
    // A new connection that is not had in this time is an error one can answer with, not a hang.
    connectTimeoutMS: 5_000,
    extra: {
      idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 0,
      ...(statementMs === undefined
        ? {}
        : { statement_timeout: statementMs, query_timeout: statementMs + BEYOND_STATEMENT_MS }),
    },
    applicationName: 'signoff',
    migrations: (options.migrations ?? []) as never[],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
  });
}

async function rows<Row extends object>(
  runner: QueryRunner,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const result = await runner.query(named(sql, parameters), parameters as unknown[], true);
  return (result.records ?? []) as Row[];
}

const names = new Map<string, string>();

/**
 * Gives a statement with parameters a name, so that each connection parses and plans it once: that halves the
 * time of a sign-out. TypeORM hands the first argument to pg as it is, and pg takes `{ name, text }`. Statements
 * are constants of the code; should somebody build them, the names are not kept for ever.
 */
function named(sql: string, parameters: readonly unknown[]): string {
  if (parameters.length === 0) return sql;
  let name = names.get(sql);
  if (name === undefined) {
    if (names.size >= MOST_NAMES) return sql;
    names.set(sql, (name = `s${names.size}`));
  }
  return { name, text: sql } as unknown as string;
}
