import type { Database, Transaction } from '#libs/database';
import { aGate } from './gate.js';

type Hook = (sql: string) => Promise<void> | null;

interface Held {
  readonly reached: Promise<void>;
  release(): void;
}

function held(wanted: (sql: string) => boolean, hookIn: (hook: Hook) => void): Held {
  const [reached, released] = [aGate(), aGate()];
  hookIn((sql) => {
    if (!wanted(sql)) return null;
    hookIn(() => null);
    reached.open();
    return released.passed;
  });
  return { reached: reached.passed, release: released.open };
}

/**
 * A database that is out of reach for statements the test names, as on a connection that breaks there, or that
 * waits before them, or before it hears their answer, as a process does that is slow at the worst moment.
 */
export class FaultyDatabase implements Database {
  /** Statements seen, in order. */
  readonly seen: string[] = [];
  fails: (sql: string) => boolean = () => false;
  before: Hook = () => null;
  after: Hook = () => null;

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

  /** Holds the next statement that is wanted; resolves once it is there. */
  holdNext(wanted: (sql: string) => boolean): Held {
    return held(wanted, (hook) => (this.before = hook));
  }

  /** Holds the answer of the next statement that is wanted; resolves once it has run. */
  holdNextAnswer(wanted: (sql: string) => boolean): Held {
    return held(wanted, (hook) => (this.after = hook));
  }

  async #through<Row extends object>(
    connection: Transaction,
    sql: string,
    parameters: readonly unknown[] | undefined,
  ): Promise<Row[]> {
    this.seen.push(sql);
    const wait = this.before(sql);
    if (wait !== null) await wait;
    if (this.fails(sql)) throw outOfReach();
    const rows = await connection.query<Row>(sql, parameters);
    const delay = this.after(sql);
    if (delay !== null) await delay;
    return rows;
  }
}

const outOfReach = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
