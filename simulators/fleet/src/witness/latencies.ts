import { build, type Histogram } from 'hdr-histogram-js';

/** Three significant digits, up to an hour; kept in microseconds. */
const OPTIONS = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 3_600_000_000,
  numberOfSignificantValueDigits: 3,
} as const;
const PERCENTILES = [0, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100] as const;

/** What was measured of one kind of thing, in ms. */
export interface LatencyFigure {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly curve: readonly (readonly [percentile: number, ms: number])[];
}

/** Durations in a histogram of high dynamic range: every one counts, and memory does not grow with them. */
export class Latencies {
  readonly #histogram: Histogram = build({
    ...OPTIONS,
    bitBucketSize: 64,
    autoResize: false,
    useWebAssembly: false,
  });

  constructor(
    readonly id: string,
    readonly title: string,
  ) {}

  #max = 0;

  add(ms: number): void {
    this.#max = Math.max(this.#max, ms);
    const us = Math.max(1, Math.round(ms * 1_000));
    this.#histogram.recordValue(Math.min(us, OPTIONS.highestTrackableValue));
  }

  /** Null when nothing was measured. */
  figure(): LatencyFigure | null {
    const { totalCount: count } = this.#histogram;
    if (count === 0) return null;
    const max = inMs(this.#max * 1_000);
    // A bucket says its upper end, which may be beyond what was ever measured.
    const at = (percentile: number): number =>
      Math.min(max, inMs(this.#histogram.getValueAtPercentile(percentile)));
    return {
      id: this.id,
      title: this.title,
      count,
      mean: inMs(this.#histogram.mean),
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max,
      curve: PERCENTILES.map((percentile) => [percentile, at(percentile)] as const),
    };
  }
}

const inMs = (us: number): number => Math.round(us) / 1_000;
