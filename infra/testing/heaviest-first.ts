import { SECONDS } from './seconds.js';

/** What is known of a spec before it runs: of its last run here, if there was one. */
export interface Awaited {
  /** Its path in the checkout. */
  readonly file: string;
  readonly bytes: number;
  readonly hasFailed: boolean;
  readonly lastMs: number | null;
}

/** For those that nobody has measured: a longer text takes longer, and none of them long. */
const MS_A_BYTE = 0.2;

/**
 * What failed last comes first, then what takes longest: a spec that is begun late and takes minutes would keep one
 * worker busy at the end while the others have nothing left. In a fresh checkout, as in CI, jest knows of no run and
 * would go by the length of the file, where ten lines may drive an installation for minutes.
 */
export function heaviestFirst<T extends Awaited>(specs: readonly T[]): T[] {
  return [...specs].sort(
    (a, b) => Number(b.hasFailed) - Number(a.hasFailed) || expectedMs(b) - expectedMs(a),
  );
}

function expectedMs({ file, bytes, lastMs }: Awaited): number {
  const seconds = SECONDS[file];
  return lastMs ?? (seconds === undefined ? bytes * MS_A_BYTE : seconds * 1_000);
}
