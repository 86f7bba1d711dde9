export type Mode = 'share' | 'exclusive';

/** What a statement must hold before it runs; held to the end of its transaction. */
export interface Wanted {
  readonly name: string;
  readonly mode: Mode;
}

interface Waiting<Owner> {
  readonly owner: Owner;
  readonly mode: Mode;
  readonly granted: () => void;
}

interface Lock<Owner> {
  readonly holders: Map<Owner, Mode>;
  waiting: Waiting<Owner>[];
}

export class Deadlock extends Error {
  override readonly name = 'Deadlock';
}

/** Row, unique-key and advisory locks of all transactions: first come, first served; who would wait in a ring is told. */
export class Locks<Owner extends object> {
  readonly #locks = new Map<string, Lock<Owner>>();
  readonly #of = new WeakMap<Owner, Set<string>>();

  /** Whether it is held now; else `granted` is called once it is. Throws Deadlock. */
  take(owner: Owner, { name, mode }: Wanted, granted: () => void): boolean {
    this.#namesOf(owner).add(name);
    let lock = this.#locks.get(name);
    if (lock === undefined) this.#locks.set(name, (lock = { holders: new Map(), waiting: [] }));
    const held = lock.holders.get(owner);
    if (held === 'exclusive' || held === mode) return true;
    if (
      held === undefined ? lock.waiting.length === 0 && isFree(lock, owner, mode) : isFree(lock, owner, mode)
    ) {
      lock.holders.set(owner, mode);
      return true;
    }
    if (this.#waitsFor(lock, owner, new Set())) throw new Deadlock(`deadlock over ${name}`);
    lock.waiting.push({ owner, mode, granted });
    return false;
  }

  /** Holds it now or not at all: SKIP LOCKED. */
  tryTake(owner: Owner, { name, mode }: Wanted): boolean {
    const lock = this.#locks.get(name);
    const isHeld = lock?.holders.has(owner) === true;
    if (lock !== undefined && ((!isHeld && lock.waiting.length > 0) || !isFree(lock, owner, mode)))
      return false;
    return this.take(owner, { name, mode }, () => {});
  }

  /** Gives back whatever it holds or waits for. */
  release(owner: Owner): void {
    for (const name of this.#namesOf(owner)) {
      const lock = this.#locks.get(name);
      if (lock === undefined) continue;
      const before = lock.waiting.length;
      lock.waiting = lock.waiting.filter((one) => one.owner !== owner);
      const gone = lock.holders.delete(owner) || lock.waiting.length < before;
      if (gone) grantNext(lock);
      if (lock.holders.size === 0 && lock.waiting.length === 0) this.#locks.delete(name);
    }
  }

  #namesOf(owner: Owner): Set<string> {
    let names = this.#of.get(owner);
    if (names === undefined) this.#of.set(owner, (names = new Set()));
    return names;
  }

  #waitsFor(lock: Lock<Owner>, owner: Owner, seen: Set<Lock<Owner>>): boolean {
    if (seen.has(lock)) return false;
    seen.add(lock);
    for (const holder of lock.holders.keys()) {
      if (holder === owner) {
        if (seen.size > 1) return true;
        continue;
      }
      for (const other of this.#locks.values())
        if (other.waiting.some((one) => one.owner === holder) && this.#waitsFor(other, owner, seen))
          return true;
    }
    return false;
  }
}

const isFree = <Owner>({ holders }: Lock<Owner>, owner: Owner, mode: Mode): boolean =>
  [...holders].every(([other, held]) => other === owner || (held === 'share' && mode === 'share'));

function grantNext<Owner>(lock: Lock<Owner>): void {
  for (;;) {
    const first = lock.waiting[0];
    if (first === undefined || !isFree(lock, first.owner, first.mode)) return;
    lock.waiting.shift();
    lock.holders.set(first.owner, first.mode);
    first.granted();
  }
}
