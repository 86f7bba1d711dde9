import type { Wanted } from './locks.js';
import type { Committed, TableName, Tables } from './tables.js';

/** The database's snapshots as text, as `pg_current_snapshot` writes them. */
export const isVisible = (xact: number, snapshot: string | null): boolean => {
  if (snapshot === null) return false;
  const [, next = '0', running = ''] = snapshot.split(':');
  return xact < Number(next) && !running.split(',').includes(String(xact));
};

export interface Surrounding {
  readonly committed: Committed;
  /** Epoch ms of the database. */
  now(): number;
  trueNow(): number;
  nextval(sequence: 'session_seq' | 'outbox_id'): number;
  xact(): number;
  snapshot(): string;
}

/**
 * What one statement of a READ COMMITTED transaction sees: the commits from before it began, the newest of the rows
 * it has locked, and the writes of its own transaction.
 */
export class View {
  #asOf: Committed | null = null;
  /** `now()` of a statement that is a transaction of its own: what it waits for afterwards does not count. */
  readonly begunAt: number;

  constructor(
    private readonly around: Surrounding,
    private readonly written: Map<TableName, Map<string, unknown>>,
    private readonly isLocked: (name: string) => boolean,
    /** False when another holds it: SKIP LOCKED. */
    readonly tryLock: (wanted: Wanted) => boolean,
  ) {
    this.begunAt = around.now();
  }

  /** It has to wait: what others commit meanwhile it does not see, but for rows it locks. */
  hold(): void {
    this.#asOf ??= Object.fromEntries(
      Object.entries(this.around.committed).map(([name, rows]) => [
        name,
        new Map<string, unknown>(rows as Map<string, unknown>),
      ]),
    ) as unknown as Committed;
  }

  get now(): number {
    return this.around.now();
  }

  get trueNow(): number {
    return this.around.trueNow();
  }

  get xact(): number {
    return this.around.xact();
  }

  get snapshot(): string {
    return this.around.snapshot();
  }

  nextval(sequence: 'session_seq' | 'outbox_id'): number {
    return this.around.nextval(sequence);
  }

  get<Name extends TableName>(table: Name, key: string): Tables[Name] | undefined {
    const own = this.written.get(table);
    if (own?.has(key) === true) return (own.get(key) ?? undefined) as Tables[Name] | undefined;
    const rows = this.#asOf === null || this.isLocked(`${table}/${key}`) ? this.around.committed : this.#asOf;
    return (rows[table] as Map<string, Tables[Name]>).get(key);
  }

  rows<Name extends TableName>(table: Name): Tables[Name][] {
    const seen = (this.#asOf ?? this.around.committed)[table];
    const own = this.written.get(table);
    const found: Tables[Name][] = [];
    for (const key of seen.keys()) {
      const row = this.get(table, key);
      if (row !== undefined) found.push(row);
    }
    for (const [key, row] of own ?? []) if (!seen.has(key) && row !== null) found.push(row as Tables[Name]);
    return found;
  }

  /** Whether a key is taken at this very moment: what a unique index looks at. */
  isTaken(table: TableName, matches: (row: never) => boolean): boolean {
    const all = [...this.around.committed[table].values(), ...(this.written.get(table)?.values() ?? [])];
    return all.some((row) => row !== null && matches(row as never));
  }

  put<Name extends TableName>(table: Name, key: string, row: Tables[Name]): void {
    this.#write(table).set(key, row);
  }

  change<Name extends TableName>(table: Name, key: string, changes: Partial<Tables[Name]>): void {
    const row = this.get(table, key);
    if (row !== undefined) this.put(table, key, { ...row, ...changes });
  }

  delete(table: TableName, key: string): void {
    this.#write(table).set(key, null);
  }

  #write(table: TableName): Map<string, unknown> {
    let rows = this.written.get(table);
    if (rows === undefined) this.written.set(table, (rows = new Map<string, unknown>()));
    return rows;
  }
}
