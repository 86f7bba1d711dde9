import type { Database, Transaction } from '#libs/database';
import type { VirtualProcess } from '../virtual/process.js';
import type { Random } from '../virtual/random.js';
import type { Answer, Connection, Store } from './store.js';

/** Until the server's kernel hears that a client died. */
const NOTICED_WITHIN_MS = 50;
/** Reconnecting to a database that is being restarted, or hangs. */
const NO_ANSWER_MS = 2_000;

/** The port of `#libs/database` as one process has it, over a network of its own delays. */
export class DatabaseClient implements Database {
  /** Added to the way there and back. */
  slowMs = 0;
  readonly #open = new Set<Connection>();

  constructor(
    private readonly store: Store,
    private readonly process: VirtualProcess,
    private readonly chance: Random,
  ) {
    process.atDeath(() => {
      const losing = [...this.#open];
      store.process.step(chance.between(0, NOTICED_WITHIN_MS), () => {
        for (const connection of losing) store.lose(connection);
      });
    });
  }

  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const connection = this.#connect();
    try {
      return await this.#ask<Row>(connection, sql, parameters);
    } finally {
      this.#close(connection);
    }
  }

  async transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
    const connection = this.#connect();
    this.store.begin(connection);
    try {
      const result = await run({
        query: (sql, parameters = []) => this.#ask(connection, sql, parameters),
      });
      await this.#exchange(connection, (done) => this.store.commit(connection, () => done({ rows: [] })));
      return result;
    } catch (error) {
      this.store.rollback(connection);
      throw error;
    } finally {
      this.#close(connection);
    }
  }

  async withConnection<T>(run: (connection: Transaction) => Promise<T>): Promise<T> {
    const connection = this.#connect();
    try {
      return await run({
        query: (sql, parameters = []) => this.#ask(connection, sql, parameters),
      });
    } finally {
      this.#close(connection);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #connect(): Connection {
    const connection = this.store.connect();
    this.#open.add(connection);
    return connection;
  }

  #close(connection: Connection): void {
    this.#open.delete(connection);
    this.store.lose(connection);
  }

  #ask<Row extends object>(
    connection: Connection,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<Row[]> {
    return this.#exchange(connection, (done) => {
      const session = sessionStatement(this.store, connection, sql, parameters);
      if (session === null) this.store.execute(connection, sql, parameters, done);
      else done({ rows: session });
    }) as Promise<Row[]>;
  }

  /** There, done, and back: each takes its time, and a lost connection answers by being lost. */
  #exchange(
    connection: Connection,
    work: (done: (answer: Answer) => void) => void,
  ): Promise<readonly object[]> {
    const { store, process, chance } = this;
    const way = (): number => chance.between(0.1, 0.4) + chance.next() * this.slowMs;
    return new Promise((resolve, reject) => {
      let isSettled = false;
      const settle = (answer: Answer): void => {
        if (isSettled) return;
        isSettled = true;
        connection.onLost.delete(lost);
        process.step(way(), () => {
          if ('error' in answer) reject(answer.error);
          else resolve(answer.rows);
        });
      };
      const lost = (): void => settle({ error: new Error('the connection to the database is lost') });
      if (connection.isLost) return lost();
      connection.onLost.add(lost);
      if (store.process.isDead) process.step(NO_ANSWER_MS, lost);
      connection.idleSince = Infinity;
      store.process.step(way(), () => {
        if (!connection.isLost) work(settle);
      });
    });
  }
}

/** What concerns a connection and no table. */
function sessionStatement(
  store: Store,
  connection: Connection,
  sql: string,
  [lock]: readonly unknown[],
): readonly object[] | null {
  if (sql.includes('pg_try_advisory_lock')) {
    const held = !store.isHeldByOther(Number(lock), connection);
    if (held) connection.advisory.add(Number(lock));
    connection.idleSince = store.trueNow();
    return [{ held }];
  }
  if (sql.includes('pg_advisory_unlock')) connection.advisory.delete(Number(lock));
  else if (sql.startsWith('SET idle_session_timeout')) connection.idleTimeoutMs = 2_000;
  else if (sql.startsWith('RESET idle_session_timeout')) connection.idleTimeoutMs = null;
  else return null;
  connection.idleSince = store.trueNow();
  return [];
}
