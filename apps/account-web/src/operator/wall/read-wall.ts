import { ONLINE, type Batch } from './tile-state.js';
import type { Tile } from './wall.js';

/** GET /operator/api/wall: who is on it. Events of `wall` speak of its tiles by number. */
export interface WallAnswer {
  readonly wall: string;
  /** Epoch ms of the database. */
  readonly at: number;
  readonly tiles: readonly (Tile & { readonly online: boolean })[];
}

/** How each tile was when the wall was answered. */
export const statesOf = ({ tiles }: WallAnswer): Uint8Array =>
  Uint8Array.from(tiles, ({ online }) => (online ? ONLINE : 0));

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
