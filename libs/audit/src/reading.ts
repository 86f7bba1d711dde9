import { covers, type Predicate, type SessionFacts } from '#libs/revocation-index';
import type { DeviceEntry, History, ListedEntry, PointEntry, RevokedEntry, ShownEntry } from './history.js';

/** A revocation with all that was answered of it. */
export interface Known {
  readonly id: string;
  readonly predicate: Predicate;
  /** The first press and the first answer: a repeat changes nothing. */
  readonly pressedAt: number;
  readonly answeredAt: number;
  readonly awaitsReceipt: boolean;
  /** By time. */
  readonly shown: readonly ShownEntry[];
  /** The earliest of those shown; null: never shown as blocked. */
  readonly blockedAt: number | null;
}

/**
 * A history in the order the judges ask it. Who is covered is asked of `covers()`, the one rule, and found by
 * sid and by account first: a fleet's history has tens of thousands of both.
 */
export class Reading {
  readonly endedAt: number;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly revocations: ReadonlyMap<string, Known>;
  readonly shown: readonly ShownEntry[];
  readonly listed: readonly ListedEntry[];
  readonly points: readonly PointEntry[];
  readonly #devices: ReadonlyMap<string, readonly DeviceEntry[]>;
  readonly #bySid: ReadonlyMap<string, readonly Known[]>;
  readonly #bySub: ReadonlyMap<string, readonly Known[]>;
  readonly #classes: readonly Known[];
  readonly #sidsOf: ReadonlyMap<string, readonly SessionFacts[]>;

  constructor({ endedAt, sessions, answers, points, devices }: History) {
    this.endedAt = endedAt;
    this.points = points;
    this.sessions = new Map(sessions.map((facts) => [facts.sid, facts]));
    this.shown = answers.filter((entry) => entry.type === 'shown');
    this.listed = answers.filter((entry) => entry.type === 'listed');
    const revoked = grouped(
      answers.filter((entry) => entry.type === 'revoked'),
      ({ id }) => id,
    );
    const shown = grouped(this.shown, ({ id }) => id);
    this.revocations = new Map(
      [...revoked].map(([id, entries]) => [id, known(entries, shown.get(id) ?? [])]),
    );
    const all = [...this.revocations.values()];
    this.#bySid = grouped(all, ({ predicate: one }) => (one.type === 'session' ? one.sid : null));
    this.#bySub = grouped(all, ({ predicate: one }) => (one.type === 'account' ? one.sub : null));
    this.#classes = all.filter(({ predicate }) => predicate.type === 'class');
    this.#sidsOf = grouped(sessions, ({ sub }) => sub);
    const inOrder = [...devices].sort((a, b) => a.at - b.at);
    this.#devices = grouped(inOrder, ({ sid }) => sid);
  }

  /** By time; empty where a device kept no log. */
  device(sid: string): readonly DeviceEntry[] {
    return this.#devices.get(sid) ?? [];
  }

  deviceLogs(): Iterable<readonly [sid: string, log: readonly DeviceEntry[]]> {
    return this.#devices;
  }

  linkedAt(sid: string): number | null {
    return this.device(sid).find(({ type }) => type === 'linked')?.at ?? null;
  }

  /** The revocations that cover a session, the first pressed first. */
  covering(facts: SessionFacts): readonly Known[] {
    return [...(this.#bySid.get(facts.sid) ?? []), ...(this.#bySub.get(facts.sub) ?? []), ...this.#classes]
      .filter(({ predicate }) => covers(predicate, facts))
      .sort((a, b) => a.pressedAt - b.pressedAt);
  }

  /** Whether anything pressed by then ends the session. */
  isOver(facts: SessionFacts, at: number): boolean {
    return this.covering(facts).some(({ pressedAt }) => pressedAt <= at);
  }

  /** Sessions a predicate could be about: for `covers()` to choose from. */
  candidates(predicate: Predicate): readonly SessionFacts[] {
    switch (predicate.type) {
      case 'session': {
        const facts = this.sessions.get(predicate.sid);
        return facts === undefined ? [] : [facts];
      }
      case 'account':
        return this.ofAccount(predicate.sub);
      case 'class':
        return [...this.sessions.values()];
    }
  }

  ofAccount(sub: string): readonly SessionFacts[] {
    return this.#sidsOf.get(sub) ?? [];
  }
}

function known(entries: readonly RevokedEntry[], shown: readonly ShownEntry[]): Known {
  const { id, predicate, awaitsReceipt } = entries[0]!;
  const blocked = shown.flatMap(({ blockedAt }) => (blockedAt === null ? [] : [blockedAt]));
  return {
    id,
    predicate,
    awaitsReceipt,
    pressedAt: least(entries.map(({ pressedAt }) => pressedAt))!,
    answeredAt: least(entries.map(({ answeredAt }) => answeredAt))!,
    shown: [...shown].sort((a, b) => a.at - b.at),
    blockedAt: least(blocked),
  };
}

/** Null of none. No spread: there may be more than a call takes arguments. */
export const least = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((a, b) => (b < a ? b : a));

function grouped<T>(all: readonly T[], keyOf: (one: T) => string | null): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
