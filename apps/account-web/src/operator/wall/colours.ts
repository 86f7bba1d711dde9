import { seenAs, STATES, type Seen } from './tile-state.js';

type Rgb = readonly [number, number, number];

/** The wall is dark in both looks of the pages, as a screen is: its lights are what counts. wall.css has the same. */
export const GROUND = '#14151b';
export const COLOURS: Readonly<Record<Seen, Rgb>> = {
  online: [126, 138, 255],
  offline: [56, 59, 72],
  blocked: [92, 40, 22],
  blockedOffline: [233, 160, 54],
  confirmed: [52, 199, 123],
};
const FLASH: Rgb = [255, 255, 255];

/** A tile that changed lights up and settles over so long. */
export const SETTLE_MS = 420;
/** Steps of settling; the last is at rest. */
export const STEPS = 24;

/** Pixels of an ImageData by state and step of settling, in the byte order of this machine. */
export function pixels(): Uint32Array {
  const bytes = new Uint8Array(STATES * STEPS * 4);
  for (let state = 0; state < STATES; state += 1) {
    const rest = COLOURS[seenAs(state)];
    for (let step = 0; step < STEPS; step += 1) {
      const left = (1 - step / (STEPS - 1)) ** 2;
      const at = (state * STEPS + step) * 4;
      rest.forEach((part, index) => (bytes[at + index] = Math.round(part + (FLASH[index]! - part) * left)));
      bytes[at + 3] = 255;
    }
  }
  return new Uint32Array(bytes.buffer);
}

/** How far a tile has settled, as a step. */
export const stepAt = (sinceMs: number): number =>
  sinceMs >= SETTLE_MS ? STEPS - 1 : Math.max(0, Math.floor((sinceMs / SETTLE_MS) * (STEPS - 1)));
