/** Of an even number, the mean of the two in the middle. NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Series {
  /** Of which process and what, such as "gateway-1 heap, MiB". */
  readonly name: string;
  /** In the order they were taken. */
  readonly values: readonly number[];
  /** How much it may grow from the first third to the last. */
  readonly mayGrow: number;
}

export interface Growth {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly mayGrow: number;
  readonly grew: boolean;
}

/** By the medians of the first and the last third, which no single sample moves. */
export function growthOf({ name, values, mayGrow }: Series): Growth {
  const third = Math.max(1, Math.floor(values.length / 3));
  const [first, last] = [median(values.slice(0, third)), median(values.slice(-third))];
  // What could not be measured is not taken for well.
  return { name, first, last, mayGrow, grew: !(last - first <= mayGrow) };
}
