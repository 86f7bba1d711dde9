import type { Random } from '../virtual/random.js';
import { EPOCH_MS, VirtualProcess, type Surroundings } from '../virtual/process.js';
import { Locks, type Wanted } from './locks.js';
import type { Parameters, Statement } from './statement.js';
import { noRows, type Committed, type TableName } from './tables.js';
import { View, type Surrounding } from './view.js';

/** A connection as the server holds it. */
export interface Connection {
  transaction: Transaction | null;
  /** Of the connection and not of a transaction; gone with it. */
  readonly advisory: Set<number>;
  isLost: boolean;
  idleTimeoutMs: number | null;
  idleSince: number;
  readonly onLost: Set<() => void>;
}

interface Transaction {
  readonly written: Map<TableName, Map<string, unknown>>;
  readonly locks: Set<string>;
  xact: number | null;
  isOver: boolean;
}

export type Answer = { readonly rows: readonly object[] } | { readonly error: Error };

/** How slow commits are at this moment. */
export interface StoreWeather {
  slowCommits: number;
  slowestMs: number;
}

const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * One PostgreSQL primary: READ COMMITTED transactions, locks, a sequence, snapshots by transaction number, commits
 * that take their time, connections that are lost with everything they held.
 */
export class Store implements Surrounding {
  readonly committed: Committed = noRows();
  readonly weather: StoreWeather = { slowCommits: 0, slowestMs: 0 };
  process: VirtualProcess;
  offMs = 0;
  /** By true time, the order in which the writes of transactions became visible. */
  readonly commits: {
    readonly at: number;
    readonly written: ReadonlyMap<TableName, ReadonlyMap<string, unknown>>;
  }[] = [];
  readonly #locks = new Locks<Transaction>();
  readonly #connections = new Set<Connection>();
  readonly #running = new Set<number>();
  readonly #sequences = { session_seq: 0, outbox_id: 0 };
  #lastXact = 700;
  #current: Transaction | null = null;

  constructor(
    private readonly around: Surroundings,
    private readonly chance: Random,
    private readonly statements: readonly Statement[],
  ) {
    this.process = new VirtualProcess('postgres', around);
  }

  now(): number {
    return EPOCH_MS + this.around.scheduler.now + this.offMs;
  }

  trueNow(): number {
    return this.around.scheduler.now;
  }

  nextval(sequence: 'session_seq' | 'outbox_id'): number {
    return ++this.#sequences[sequence];
  }

  xact(): number {
    const current = this.#current!;
    if (current.xact === null) this.#running.add((current.xact = ++this.#lastXact));
    return current.xact;
  }

  snapshot(): string {
    const running = [...this.#running].sort((a, b) => a - b);
    return `${running[0] ?? this.#lastXact + 1}:${this.#lastXact + 1}:${running.join(',')}`;
  }

  connect(): Connection {
    const connection: Connection = {
      transaction: null,
      advisory: new Set(),
      isLost: false,
      idleTimeoutMs: null,
      idleSince: this.trueNow(),
      onLost: new Set(),
    };
    this.#connections.add(connection);
    return connection;
  }

  begin(connection: Connection): void {
    connection.transaction = { written: new Map(), locks: new Set(), xact: null, isOver: false };
  }

  /** The client is gone, or the server ends it: what was not committed never was. */
  lose(connection: Connection): void {
    if (connection.isLost) return;
    connection.isLost = true;
    this.#connections.delete(connection);
    if (connection.transaction !== null) this.#end(connection.transaction);
    connection.transaction = null;
    connection.advisory.clear();
    for (const call of connection.onLost) call();
  }

  /** The server is killed and comes back: every connection is lost, no commit is. */
  restart(): void {
    for (const connection of this.#connections) this.lose(connection);
    this.process.die();
    this.process = new VirtualProcess('postgres', this.around);
  }

  /** Ends connections that hold a transaction, or a lead, and say nothing. */
  endIdle(): void {
    for (const connection of this.#connections) {
      const limit = connection.transaction === null ? connection.idleTimeoutMs : IDLE_IN_TRANSACTION_MS;
      if (limit !== null && this.trueNow() - connection.idleSince > limit) this.lose(connection);
    }
  }

  isHeldByOther(lock: number, connection: Connection): boolean {
    return [...this.#connections].some((one) => one !== connection && one.advisory.has(lock));
  }

  /** Runs a statement; without a transaction it is one of its own. */
  execute(connection: Connection, sql: string, parameters: Parameters, done: (answer: Answer) => void): void {
    connection.idleSince = Infinity;
    const answered = (answer: Answer): void => {
      connection.idleSince = this.trueNow();
      done(answer);
    };
    const own = connection.transaction ?? {
      written: new Map(),
      locks: new Set<string>(),
      xact: null,
      isOver: false,
    };
    const isWhole = connection.transaction === null;
    if (isWhole) connection.onLost.add(() => this.#end(own));
    const { text, statement } = statementOf(sql, this.statements);
    const view = new View(
      this,
      own.written,
      (name) => own.locks.has(name),
      (wanted) => this.#locks.tryTake(own, wanted) && own.locks.add(wanted.name) !== undefined,
    );
    const fail = (error: Error): void => {
      if (isWhole) this.#end(own);
      answered({ error });
    };
    const go = (): void => {
      if (own.isOver || connection.isLost) return;
      try {
        this.#current = own;
        if (!this.#lock(own, statement.locks?.(view, parameters, text) ?? [], view, go)) return;
        const rows = statement.run(view, parameters, text);
        if (isWhole) this.#commit(own, connection, () => answered({ rows }));
        else answered({ rows });
      } catch (error) {
        fail(error as Error);
      }
    };
    go();
  }

  commit(connection: Connection, done: () => void): void {
    const own = connection.transaction!;
    this.#commit(own, connection, () => {
      connection.transaction = null;
      done();
    });
  }

  rollback(connection: Connection): void {
    if (connection.transaction !== null) this.#end(connection.transaction);
    connection.transaction = null;
  }

  #commit(own: Transaction, connection: Connection, done: () => void): void {
    if (own.written.size === 0) {
      this.#end(own);
      return done();
    }
    this.#current = own;
    this.xact();
    const { slowCommits, slowestMs } = this.weather;
    const ms = this.chance.chance(slowCommits)
      ? this.chance.between(1, slowestMs)
      : this.chance.between(0.1, 0.6);
    this.process.step(ms, () => {
      if (own.isOver || connection.isLost) return;
      for (const [table, rows] of own.written) {
        const all = this.committed[table] as Map<string, unknown>;
        for (const [key, row] of rows)
          if (row === null) all.delete(key);
          else all.set(key, row);
      }
      this.commits.push({ at: this.trueNow(), written: own.written });
      this.#end(own);
      done();
    });
  }

  #end(own: Transaction): void {
    if (own.isOver) return;
    own.isOver = true;
    if (own.xact !== null) this.#running.delete(own.xact);
    this.#locks.release(own);
  }

  /** False while it waits; `then` goes on. */
  #lock(own: Transaction, wanted: readonly Wanted[], view: View, then: () => void): boolean {
    for (const one of wanted) {
      if (this.#locks.take(own, one, () => this.process.step(0, then))) {
        own.locks.add(one.name);
        continue;
      }
      view.hold();
      return false;
    }
    return true;
  }
}

/** Over all histories: the statements are constants of the product. */
const known = new Map<string, { readonly text: string; readonly statement: Statement }>();

function statementOf(
  sql: string,
  statements: readonly Statement[],
): { readonly text: string; readonly statement: Statement } {
  const before = known.get(sql);
  if (before !== undefined) return before;
  const text = sql.replace(/\s+/g, ' ').trim();
  const found = statements.filter(({ text: wanted }) =>
    typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text),
  );
  if (found.length !== 1) {
    const why = found.length === 0 ? 'does not know' : 'takes for several';
    throw new Error(`The virtual store ${why} this statement (test/simulation/store/statements): ${text}`);
  }
  const now = { text, statement: found[0]! };
  known.set(sql, now);
  return now;
}
