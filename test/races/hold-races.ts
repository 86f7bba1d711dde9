import type { Arena } from './arena.js';
import { CONTESTS, type Contest } from './contests.js';
import { firstWrong, outcomesOf, runRaces, type Race } from './race.js';

const AT_ONCE = 12;

export interface Held {
  readonly races: readonly Race[];
  readonly inTheWindow: number;
  /** What went wrong, in words; as many as fit a screen. */
  readonly wrong: readonly string[];
}

/** Runs so many races of one kind, and says how they went. */
export async function holdRaces(arena: Arena, contest: Contest, count: number): Promise<Held> {
  const { race } = await CONTESTS[contest].of(arena, count);
  const races = await runRaces(count, race, { atOnce: AT_ONCE });
  const inTheWindow = races.filter((one) => one.inTheWindow).length;
  const share = Math.round((100 * inTheWindow) / races.length);
  process.stderr.write(
    `${races.length} times ${contest} against its sign-out, ${inTheWindow} (${share}%) under way at one time: ` +
      `${outcomesOf(races)}\n`,
  );
  return { races, inTheWindow, wrong: wrongIn(races).slice(0, 20) };
}

/** Races until one goes wrong: how many it took; null, if none of so many did. */
export async function racesUntilWrong(
  arena: Arena,
  contest: Contest,
  atMost: number,
): Promise<number | null> {
  const { race } = await CONTESTS[contest].of(arena, atMost);
  const found = await firstWrong(atMost, race, AT_ONCE);
  if (found === null) return null;
  process.stderr.write(`${contest} without its guard: "${found.wrong}" in race ${found.races}\n`);
  return found.races;
}

const wrongIn = (races: readonly Race[]): string[] =>
  races.flatMap(({ wrong, outcome }) => (wrong === null ? [] : [`${wrong} (${outcome})`]));
