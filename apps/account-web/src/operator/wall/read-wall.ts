import { BLOCKED, CONFIRMED, ONLINE, type Batch } from './tile-state.js';
import type { Tile } from './wall.js';

/** GET /operator/api/wall: who is on it, and how each was at that moment. */
export interface WallAnswer {
  readonly tiles: readonly TileAnswer[];
}

interface TileAnswer extends Tile {
  readonly online: boolean;
  readonly blocked?: boolean;
  readonly confirmed?: boolean;
}

export interface Wall {
  readonly tiles: readonly Tile[];
  readonly states: Uint8Array;
}

export function readWall({ tiles }: WallAnswer): Wall {
  const states = Uint8Array.from(tiles, ({ online, blocked = false, confirmed = false }) =>
    confirmed ? BLOCKED | CONFIRMED | Number(online) : (blocked ? BLOCKED : 0) | Number(online),
  );
  return { tiles, states };
}

/** A batch as an event told it; null for what is none, so that one bad event stops nothing. */
export function readBatch(text: unknown): Batch | null {
  let told: Partial<Record<keyof Batch, unknown>>;
  try {
    told = (JSON.parse(String(text)) ?? {}) as typeof told;
  } catch {
    return null;
  }
  const { atMs } = told;
  if (typeof atMs !== 'number' || !Number.isFinite(atMs)) return null;
  return {
    atMs,
    online: numbers(told.online),
    offline: numbers(told.offline),
    blocked: numbers(told.blocked),
    confirmed: numbers(told.confirmed),
  };
}

const numbers = (told: unknown): readonly number[] =>
  Array.isArray(told) ? told.filter((one): one is number => Number.isInteger(one) && one >= 0) : [];

export const isSameWall = (a: readonly Tile[], b: readonly Tile[]): boolean =>
  a.length === b.length && a.every(({ sid }, number) => sid === b[number]?.sid);

/** What was missed while there was no stream, as one batch. */
export function missed(before: Uint8Array, now: Uint8Array, atMs: number): Batch {
  const where = (is: (before: number, now: number) => boolean): number[] =>
    [...now.keys()].filter((number) => is(before[number] ?? 0, now[number] ?? 0));
  const gained = (bit: number) => where((was, is) => (was & bit) === 0 && (is & bit) !== 0);
  return {
    atMs,
    online: gained(ONLINE),
    offline: where((was, is) => (was & ONLINE) !== 0 && (is & ONLINE) === 0),
    blocked: gained(BLOCKED),
    confirmed: gained(CONFIRMED),
  };
}
