/** A stretch of numbers laid onto a stretch of pixels. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

const ABOUT_TICKS = 5;

/** Begins and ends at round numbers. */
export function linear(from: number, to: number, start: number, end: number): Scale {
  const span = to - from || 1;
  const step = roundStep(span / ABOUT_TICKS);
  const [low, high] = [Math.floor(from / step) * step, Math.ceil((from + span) / step) * step];
  const ticks: number[] = [];
  for (let n = 0; low + n * step <= high + step / 1e6; n++)
    ticks.push(Number((low + n * step).toPrecision(12)));
  return { at: (value) => start + ((value - low) / (high - low)) * (end - start), ticks };
}

function roundStep(about: number): number {
  const power = 10 ** Math.floor(Math.log10(about));
  return ([1, 2, 5, 10].find((one) => one * power >= about) as number) * power;
}

const NINES = [0, 50, 90, 99, 99.9, 100] as const;
/** Where the greatest stands, one place beyond the last that is looked at. */
const MAX_AT = 3.7;

/** Percentiles, each nine as wide as the one before: what is rare has room. */
export function percentiles(start: number, end: number): Scale {
  const place = (percentile: number): number =>
    percentile >= 100 ? MAX_AT : Math.min(MAX_AT - 0.2, -Math.log10(1 - percentile / 100));
  return { at: (value) => start + (place(value) / MAX_AT) * (end - start), ticks: NINES };
}
