import { covers, type Predicate } from '#libs/revocation-index';
import type { Wall, WallBatch } from './wall.js';

/**
 * What is known of each tile of one wall, and what of it was not told yet. Pure: the same things said twice change
 * nothing, and blocked and confirmed are never taken back.
 */
export class TileStates {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #online: Uint8Array;
  readonly #blocked: Uint8Array;
  readonly #confirmed: Uint8Array;

  constructor(private readonly wall: Wall) {
    const { length } = wall.sessions;
    this.#numbers = new Map(wall.sessions.map(({ sid }, number) => [sid, number]));
    [this.#online, this.#blocked, this.#confirmed] = [
      new Uint8Array(length),
      new Uint8Array(length),
      new Uint8Array(length),
    ];
  }

  /** All that is on, for a page that comes to it now. */
  whole(atMs: number): WallBatch {
    const numbersOf = (states: Uint8Array, state: number): number[] =>
      [...states.keys()].filter((number) => states[number] === state);
    return {
      atMs,
      online: numbersOf(this.#online, 1),
      offline: numbersOf(this.#online, 0),
      blocked: numbersOf(this.#blocked, 1),
      confirmed: numbersOf(this.#confirmed, 1),
    };
  }

  /** @param present those connected, all of them; null when nobody was asked */
  change(
    atMs: number,
    {
      present,
      blocked,
      confirmed,
    }: {
      readonly present: readonly string[] | null;
      readonly blocked: readonly Predicate[];
      readonly confirmed: readonly string[];
    },
  ): WallBatch {
    const { online, offline } = present === null ? { online: [], offline: [] } : this.#presence(present);
    return { atMs, online, offline, blocked: this.#block(blocked), confirmed: this.#confirm(confirmed) };
  }

  #presence(present: readonly string[]): { online: number[]; offline: number[] } {
    const now = new Uint8Array(this.#online.length);
    for (const sid of present) {
      const number = this.#numbers.get(sid);
      if (number !== undefined) now[number] = 1;
    }
    const [online, offline]: [number[], number[]] = [[], []];
    now.forEach((state, number) => {
      if (state !== this.#online[number]) (state === 1 ? online : offline).push(number);
    });
    this.#online.set(now);
    return { online, offline };
  }

  #block(predicates: readonly Predicate[]): number[] {
    if (predicates.length === 0) return [];
    const blocked: number[] = [];
    const classes = predicates.filter(({ type }) => type !== 'session');
    const hit = (number: number): void => {
      if (this.#blocked[number] === 1) return;
      this.#blocked[number] = 1;
      blocked.push(number);
    };
    for (const predicate of predicates) {
      const number = predicate.type === 'session' ? this.#numbers.get(predicate.sid) : undefined;
      if (number !== undefined) hit(number);
    }
    if (classes.length > 0) {
      this.wall.sessions.forEach((facts, number) => {
        if (classes.some((predicate) => covers(predicate, facts))) hit(number);
      });
    }
    return blocked.sort((a, b) => a - b);
  }

  #confirm(sids: readonly string[]): number[] {
    const confirmed: number[] = [];
    for (const sid of sids) {
      const number = this.#numbers.get(sid);
      if (number === undefined || this.#confirmed[number] === 1) continue;
      this.#confirmed[number] = 1;
      confirmed.push(number);
    }
    return confirmed;
  }
}

export const isEmpty = ({ online, offline, blocked, confirmed }: WallBatch): boolean =>
  online.length + offline.length + blocked.length + confirmed.length === 0;
