import { covers } from './covers.js';
import type { AccountPredicate, ClassPredicate, Predicate, SessionFacts } from './predicate.js';

interface Until<P> {
  readonly predicate: P;
  readonly expiresAt: number;
}

/**
 * Which sessions are over, as one process knows it: revoked sids, a short list of cut-offs an account, and
 * the classes. Looking up costs two map reads and the (few) classes, whatever the number of revocations.
 * Invariants: adding is idempotent and independent of order; nothing added is forgotten before `expiresAt`,
 * so a session found revoked stays revoked for as long as its access token may live.
 * Units: `expiresAt` and `now` are ms of one clock of the caller's choice.
 */
export class RevocationIndex {
  // 86 bytes a sid, its text included, measured with a million of them as JSON.parse makes them.
  readonly #sids = new Map<string, number>();
  readonly #accounts = new Map<string, readonly Until<AccountPredicate>[]>();
  #accountEntries = 0;
  #classes: readonly Until<ClassPredicate>[] = [];

  /** Whether the predicate says more than those held did: the same one again, or one they contain, does not. */
  add(predicate: Predicate, expiresAt: number): boolean {
    switch (predicate.type) {
      case 'session': {
        const before = this.#sids.get(predicate.sid);
        // Whole: V8 keeps a fraction in an object of its own, which is a sixth of an entry.
        const until = Math.ceil(expiresAt);
        if (before === undefined || before < until) this.#sids.set(predicate.sid, until);
        return before === undefined;
      }
      case 'account': {
        const before = this.#accounts.get(predicate.sub) ?? [];
        const after = merge(before, { predicate, expiresAt }, coversAccount);
        this.#accounts.set(predicate.sub, after);
        this.#accountEntries += after.length - before.length;
        return !before.some((one) => coversAccount(one.predicate, predicate));
      }
      case 'class': {
        const before = this.#classes;
        this.#classes = merge(before, { predicate, expiresAt }, sameClass);
        return !before.some((one) => sameClass(one.predicate, predicate));
      }
    }
  }

  revokes(session: SessionFacts): boolean {
    if (this.#sids.has(session.sid)) return true;
    const account = this.#accounts.get(session.sub);
    return (
      (account !== undefined && account.some(({ predicate }) => covers(predicate, session))) ||
      this.#classes.some(({ predicate }) => covers(predicate, session))
    );
  }

  /** Drops what no living access token can need any more. */
  prune(now: number): void {
    const whole = this.pruning(now, Infinity);
    while (whole.next().done !== true);
  }

  /** The same in slices of so many entries looked at; lookups and additions may come between two of them. */
  *pruning(now: number, slice: number): Generator<void, void> {
    let looked = 0;
    for (const [sid, expiresAt] of this.#sids) {
      if (expiresAt <= now) this.#sids.delete(sid);
      if (++looked % slice === 0) yield;
    }
    for (const [sub, entries] of this.#accounts) {
      const living = entries.filter(({ expiresAt }) => expiresAt > now);
      if (living.length === 0) this.#accounts.delete(sub);
      else if (living.length < entries.length) this.#accounts.set(sub, living);
      this.#accountEntries -= entries.length - living.length;
      if (++looked % slice === 0) yield;
    }
    this.#classes = this.#classes.filter(({ expiresAt }) => expiresAt > now);
  }

  /** Entries held, for metrics. */
  get counts(): { readonly sids: number; readonly accounts: number; readonly classes: number } {
    return { sids: this.#sids.size, accounts: this.#accountEntries, classes: this.#classes.length };
  }

  get size(): number {
    return this.#sids.size + this.#accountEntries + this.#classes.length;
  }
}

/** Adds an entry and drops those it, or another, covers for at least as long. */
function merge<P>(
  entries: readonly Until<P>[],
  added: Until<P>,
  contains: (outer: P, inner: P) => boolean,
): readonly Until<P>[] {
  const outlives = (outer: Until<P>, inner: Until<P>): boolean =>
    contains(outer.predicate, inner.predicate) && outer.expiresAt >= inner.expiresAt;
  if (entries.some((entry) => outlives(entry, added))) return entries;
  return [...entries.filter((entry) => !outlives(added, entry)), added];
}

// A cut-off that spares a session contains only those that spare the same one.
const coversAccount = (outer: AccountPredicate, inner: AccountPredicate): boolean =>
  outer.cutoff >= inner.cutoff && (outer.exceptSid === undefined || outer.exceptSid === inner.exceptSid);

const sameClass = (outer: ClassPredicate, inner: ClassPredicate): boolean =>
  outer.cutoff >= inner.cutoff && classOf(outer) === classOf(inner);

const classOf = ({ kinds, models, minAppVersion, maxAppVersion, share }: ClassPredicate): string =>
  JSON.stringify([kinds, models, minAppVersion, maxAppVersion, share?.from, share?.to]);
