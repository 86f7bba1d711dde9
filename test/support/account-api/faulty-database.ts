import type { Database, Transaction } from '#libs/database';

/** A database that is out of reach for statements the test names, as on a connection that breaks there. */
export class FaultyDatabase implements Database {
  /** Statements seen, in order. */
  readonly seen: string[] = [];
  fails: (sql: string) => boolean = () => false;

  constructor(private readonly database: Database) {}

  query: Database['query'] = (sql, parameters) => this.#through(this.database, sql, parameters);

  transaction: Database['transaction'] = (run) =>
    this.database.transaction(async (tx) => {
      const done = await run({ query: (sql, parameters) => this.#through(tx, sql, parameters) });
      if (this.fails('COMMIT')) throw outOfReach();
      return done;
    });

  /** What lives with a connection, beats, goes on. */
  withConnection: Database['withConnection'] = (run) => this.database.withConnection(run);

  close(): Promise<void> {
    return this.database.close();
  }

  #through<Row extends object>(
    connection: Transaction,
    sql: string,
    parameters: readonly unknown[] | undefined,
  ): Promise<Row[]> {
    this.seen.push(sql);
    return this.fails(sql) ? Promise.reject(outOfReach()) : connection.query<Row>(sql, parameters);
  }
}

const outOfReach = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
