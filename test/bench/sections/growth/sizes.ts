import type { Asked } from '../section.js';

/** So many devices, on as many gateways as they need: 20,000 file descriptors a process. */
export interface Size {
  readonly devices: number;
  readonly gateways: number;
}

/** 38,000 is a size of its own: `scale.38k` is on two gateways, which hold no more than that. */
export const SIZES: readonly Size[] = [
  { devices: 1_000, gateways: 1 },
  { devices: 5_000, gateways: 1 },
  { devices: 10_000, gateways: 1 },
  { devices: 20_000, gateways: 2 },
  { devices: 38_000, gateways: 2 },
  { devices: 40_000, gateways: 3 },
  { devices: 100_000, gateways: 6 },
];

/** What takes seconds is taken three times; what takes minutes once, unless somebody asks for more. */
const USUAL_REPEATS = 3;
const ONCE_ABOVE = 20_000;

/** Those that somebody asked for by `--devices`, and the smallest in any case; left out, all. */
export function sizesFor({ devices = Number.POSITIVE_INFINITY }: Asked): readonly Size[] {
  return SIZES.filter((size, index) => index === 0 || size.devices <= devices);
}

/** How often one is measured. The repeats of all sizes take turns, so that what drifts reaches each of them. */
export function repeatsOf({ devices }: Size, { repeats }: Asked): number {
  return repeats ?? (devices > ONCE_ABOVE ? 1 : USUAL_REPEATS);
}

/** How often what costs the same at every size is measured. */
export const usualRepeats = ({ repeats = USUAL_REPEATS }: Asked): number => repeats;
