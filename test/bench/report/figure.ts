/** Times in ms, or µs where that is what one device costs; sizes in bytes, memory of connections in KiB; counts plain. */
export type Unit = 'ms' | 'µs' | 'B' | 'KiB' | '/s' | '';

/** One figure of a bench, as `--json` writes it. `value` is the p50; `spread` is p75 - p25. */
export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: Unit;
  readonly peer?: string;
  readonly peerValue?: number;
  /** Ours / peer. */
  readonly ratio?: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly repeats: number;
  readonly spread: number;
}

/** Nearest rank: a value that was measured, never one between two. */
export function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export function figure(
  id: string,
  times: readonly number[],
  peer?: { name: string; times: readonly number[] },
  unit: Unit = 'ms',
): Figure {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => rounded(percentile(sorted, share));
  const own = {
    id,
    value: at(0.5),
    unit,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    repeats: times.length,
    spread: rounded(at(0.75) - at(0.25)),
  } as const;
  if (peer === undefined) return own;
  const [ours, theirs] = [sorted, [...peer.times].sort((a, b) => a - b)].map((all) =>
    percentile(all, 0.5),
  ) as [number, number];
  return { ...own, peer: peer.name, peerValue: rounded(theirs), ratio: rounded(ours / theirs) };
}

/** Two places, and for what is below 1 four. */
function rounded(value: number): number {
  const scale = Math.abs(value) < 1 ? 10_000 : 100;
  return Math.round(value * scale) / scale;
}
