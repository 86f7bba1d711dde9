/**
 * What a tile shows: two facts that change apart. Whether the device is connected, which comes and goes; and how
 * far its session's end is, which only ever goes on: live, blocked, confirmed.
 */
export const ONLINE = 1;
export const BLOCKED = 2;
export const CONFIRMED = 4;
/** One more than the largest state there is. */
export const STATES = 8;

/** What changed at one moment, by tile number. A tile stands at most once in `online` and `offline` together. */
export interface Batch {
  readonly atMs: number;
  readonly online: readonly number[];
  readonly offline: readonly number[];
  readonly blocked: readonly number[];
  readonly confirmed: readonly number[];
}

/** Every tile of a wall in exactly one of five. */
export interface Tally {
  readonly online: number;
  readonly offline: number;
  /** Blocked and connected: told, or about to be. */
  readonly blocked: number;
  readonly blockedOffline: number;
  readonly confirmed: number;
}

/**
 * Applies a batch in place. A receipt implies the block, whichever of the two is heard of first. A number of no
 * tile is passed over.
 * @param changed called with each tile whose state is another one now
 */
export function applyBatch(states: Uint8Array, batch: Batch, changed?: (tile: number) => void): void {
  const set = (tiles: readonly number[], keep: number, add: number): void => {
    for (const tile of tiles) {
      const before = states[tile];
      if (before === undefined) continue;
      const after = (before & keep) | add;
      if (after === before) continue;
      states[tile] = after;
      changed?.(tile);
    }
  };
  const ALL = STATES - 1;
  set(batch.offline, ALL & ~ONLINE, 0);
  set(batch.online, ALL, ONLINE);
  set(batch.blocked, ALL, BLOCKED);
  set(batch.confirmed, ALL, BLOCKED | CONFIRMED);
}

export type Seen = keyof Tally;

/** What a state is called and counted as. */
export function seenAs(state: number): Seen {
  if ((state & CONFIRMED) !== 0) return 'confirmed';
  if ((state & BLOCKED) !== 0) return (state & ONLINE) === 0 ? 'blockedOffline' : 'blocked';
  return (state & ONLINE) === 0 ? 'offline' : 'online';
}

const SEEN: readonly Seen[] = Array.from({ length: STATES }, (_, state) => seenAs(state));

export function tallyOf(states: Uint8Array): Tally {
  const counts = new Uint32Array(STATES);
  for (const state of states) counts[state]! += 1;
  const tally = { online: 0, offline: 0, blocked: 0, blockedOffline: 0, confirmed: 0 };
  counts.forEach((count, state) => (tally[SEEN[state]!] += count));
  return tally;
}
