import { covers, type Predicate } from '#libs/revocation-index';
import type { Connection } from './connection.js';

type OneOrMany = Connection | Set<Connection>;

/**
 * The connections of this process: those still greeting, oldest first, and the registered ones by session and by
 * account. Nearly every session has one connection, so a set is made only for the second.
 * Invariants: a registered connection is found by its sid and its sub until it is removed.
 */
export class Hub {
  readonly #greeting = new Set<Connection>();
  readonly #bySid = new Map<string, OneOrMany>();
  readonly #byAccount = new Map<string, OneOrMany>();
  #registered = 0;
  #arrived = 0;

  greet(connection: Connection): void {
    this.#greeting.add(connection);
  }

  /** Its hello came. */
  greeted(connection: Connection): void {
    this.#greeting.delete(connection);
  }

  /** From here on every revocation finds it. */
  register(connection: Connection): void {
    add(this.#bySid, connection.sid, connection);
    add(this.#byAccount, connection.sub, connection);
    this.#registered += 1;
    this.#arrived += 1;
  }

  remove(connection: Connection): void {
    this.#greeting.delete(connection);
    if (!take(this.#bySid, connection.sid, connection)) return;
    take(this.#byAccount, connection.sub, connection);
    this.#registered -= 1;
  }

  ofSession(sid: string): readonly Connection[] {
    return listed(this.#bySid.get(sid));
  }

  ofAccount(sub: string): readonly Connection[] {
    return listed(this.#byAccount.get(sub));
  }

  /** Those a revocation of one session or account covers; null for a class, which takes a scan of all. */
  covered(predicate: Predicate): readonly Connection[] | null {
    switch (predicate.type) {
      case 'session':
        return this.ofSession(predicate.sid);
      case 'account':
        return this.ofAccount(predicate.sub).filter((connection) => covers(predicate, connection));
      case 'class':
        return null;
    }
  }

  /** The registered, live: what is added or removed meanwhile is met or not. */
  *registered(): Generator<Connection> {
    for (const entry of this.#bySid.values()) {
      if (entry instanceof Set) yield* entry;
      else yield entry;
    }
  }

  /** Oldest first. */
  greeting(): Iterable<Connection> {
    return this.#greeting;
  }

  /** Registered since the start, gone or not. */
  get arrived(): number {
    return this.#arrived;
  }

  get size(): { readonly greeting: number; readonly registered: number } {
    return { greeting: this.#greeting.size, registered: this.#registered };
  }
}

function add(map: Map<string, OneOrMany>, key: string, connection: Connection): void {
  const entry = map.get(key);
  if (entry === undefined) map.set(key, connection);
  else if (entry instanceof Set) entry.add(connection);
  else map.set(key, new Set([entry, connection]));
}

function take(map: Map<string, OneOrMany>, key: string, connection: Connection): boolean {
  const entry = map.get(key);
  if (entry === connection) return map.delete(key);
  if (!(entry instanceof Set) || !entry.delete(connection)) return false;
  const [only] = entry;
  if (only === undefined) map.delete(key);
  else if (entry.size === 1) map.set(key, only);
  return true;
}

const listed = (entry: OneOrMany | undefined): readonly Connection[] =>
  entry === undefined ? [] : entry instanceof Set ? [...entry] : [entry];
