/** A stretch of numbers laid onto a stretch of pixels. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

const ABOUT_TICKS = 5;

/** Begins and ends at round numbers. */
export function rounded(from: number, to: number, start: number, end: number): Scale {
  const step = roundStep((to - from || 1) / ABOUT_TICKS);
  return linear(Math.floor(from / step) * step, Math.ceil((to || 1) / step) * step, start, end);
}

/** Begins and ends where it is told, with ticks at round numbers between. */
export function linear(from: number, to: number, start: number, end: number): Scale {
  const span = to - from || 1;
  const step = roundStep(span / ABOUT_TICKS);
  const ticks: number[] = [];
  for (let n = Math.ceil(from / step - 1e-6); n * step <= from + span + step / 1e6; n++)
    ticks.push(Number((n * step).toPrecision(12)));
  return { at: (value) => start + ((value - from) / span) * (end - start), ticks };
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
