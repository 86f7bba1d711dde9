import { runHistory } from '../run-history.js';

export interface Tally {
  readonly seeds: number;
  /** What is wrong, a seed: in sentences. */
  readonly wrong: ReadonlyMap<number, readonly string[]>;
  readonly steps: number;
  readonly revocations: number;
  readonly served: number;
  readonly signedOut: number;
}

/** What a promise nobody waited for was rejected with, since it was last asked. */
const uncaught: string[] = [];
process.on('unhandledRejection', (error) =>
  uncaught.push(`nobody caught ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
);

export const uncaughtSince = (): string[] => uncaught.splice(0);

/** Histories of consecutive seeds, one after the other. */
export async function runSeeds(
  from: number,
  count: number,
  { untilFound, progress }: { readonly untilFound: boolean; readonly progress: (done: number) => void },
): Promise<Tally> {
  const wrong = new Map<number, readonly string[]>();
  const sums = { steps: 0, revocations: 0, served: 0, signedOut: 0 };
  let seeds = 0;
  for (let seed = from; seed < from + count; seed++) {
    const { wrong: found, steps, counts } = await runHistory(seed, null);
    seeds++;
    sums.steps += steps;
    sums.revocations += counts.revocations;
    sums.served += counts.served;
    sums.signedOut += counts.signedOut;
    const all = [...found, ...uncaughtSince()];
    if (all.length > 0) wrong.set(seed, all);
    if (all.length > 0 && untilFound) break;
    progress(seeds);
  }
  return { seeds, wrong, ...sums };
}
