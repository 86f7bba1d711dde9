/** One of two things that were done at once; times of `performance.now()`. */
export interface Done<T> {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly answer: T;
}

/** How one race ended. */
export interface Race {
  /** In few words, to be counted. */
  readonly outcome: string;
  /** Both were under way at one time. */
  readonly inTheWindow: boolean;
  /** What must never be: somebody let in whose session was over, or kept out whose was not. */
  readonly wrong: string | null;
}

export async function timed<T>(act: () => Promise<T>): Promise<Done<T>> {
  const askedAt = performance.now();
  const answer = await act();
  return { askedAt, answeredAt: performance.now(), answer };
}

/** So many races by some runners at once. */
export async function runRaces(
  count: number,
  race: () => Promise<Race>,
  { atOnce, onEach = () => true }: { readonly atOnce: number; readonly onEach?: (race: Race) => boolean },
): Promise<readonly Race[]> {
  const races: Race[] = [];
  let left = count;
  const oneAfterAnother = async (): Promise<void> => {
    while (left-- > 0) {
      const one = await race();
      races.push(one);
      if (!onEach(one)) left = 0;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, oneAfterAnother));
  return races;
}

/** Races until one goes wrong, and which it was; null if none of so many did. Those under way are not waited for. */
export async function firstWrong(
  atMost: number,
  race: () => Promise<Race>,
  atOnce: number,
): Promise<{ readonly races: number; readonly wrong: string } | null> {
  return new Promise((resolve, reject) => {
    let races = 0;
    const onEach = ({ wrong }: Race): boolean => {
      races++;
      if (wrong !== null) resolve({ races, wrong });
      return wrong === null;
    };
    runRaces(atMost, race, { atOnce, onEach }).then(() => resolve(null), reject);
  });
}

/** As "640 approved, 360 refused". */
export function outcomesOf(races: readonly Race[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of races) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
