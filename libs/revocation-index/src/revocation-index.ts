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
 * Units: `expiresAt` and `now` are epoch ms of the source's clock.
 */
export class RevocationIndex {
  readonly #sids = new Map<string, number>();
  readonly #accounts = new Map<string, readonly Until<AccountPredicate>[]>();
  #classes: readonly Until<ClassPredicate>[] = [];

  add(predicate: Predicate, expiresAt: number): void {
    switch (predicate.type) {
      case 'session':
        this.#sids.set(predicate.sid, Math.max(expiresAt, this.#sids.get(predicate.sid) ?? 0));
        return;
      case 'account': {
        const entries = this.#accounts.get(predicate.sub) ?? [];
        this.#accounts.set(predicate.sub, merge(entries, { predicate, expiresAt }, coversAccount));
        return;
      }
      case 'class':
        this.#classes = merge(this.#classes, { predicate, expiresAt }, sameClass);
    }
  }

  revokes(session: SessionFacts): boolean {
    return (
      this.#sids.has(session.sid) ||
      (this.#accounts.get(session.sub) ?? []).some(({ predicate }) => covers(predicate, session)) ||
      this.#classes.some(({ predicate }) => covers(predicate, session))
    );
  }

  /** Drops what no living access token can need any more. */
  prune(now: number): void {
    for (const [sid, expiresAt] of this.#sids) if (expiresAt <= now) this.#sids.delete(sid);
    for (const [sub, entries] of this.#accounts) {
      const living = entries.filter(({ expiresAt }) => expiresAt > now);
      if (living.length === 0) this.#accounts.delete(sub);
      else if (living.length < entries.length) this.#accounts.set(sub, living);
    }
    this.#classes = this.#classes.filter(({ expiresAt }) => expiresAt > now);
  }

  /** Entries held, for metrics. */
  get size(): number {
    let accounts = 0;
    for (const entries of this.#accounts.values()) accounts += entries.length;
    return this.#sids.size + accounts + this.#classes.length;
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
