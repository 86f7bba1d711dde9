import { World } from './parts/world.js';
import { misfortune } from './story/faults.js';
import { happen } from './story/happenings.js';
import { Household } from './story/household.js';
import { HEALED_WITHIN_MS, verdict, whyNotWell } from './story/verdict.js';
import { askAbout, watchConnections } from './story/watch.js';

export interface Outcome {
  readonly seed: number;
  /** Two runs with one digest took the same steps. */
  readonly digest: string;
  /** Sentences; none: every promise was kept. */
  readonly wrong: readonly string[];
  readonly steps: number;
  /** Virtual ms, and what happened in them. */
  readonly tookMs: number;
  readonly counts: { readonly revocations: number; readonly served: number; readonly signedOut: number };
}

const TROUBLE_FROM_MS = 1_500;
const LOOK_EVERY_MS = 250;
const WATCH_EVERY_MS = 120;
/** Points and leaders settle before anybody presses, or some of it falls into their start: the seed says. */
const TROUBLE_FOR_MS = { least: 3_500, most: 8_000 };

/** One history, from its seed alone: people, faults, the end of all faults, and the verdict. */
export async function runHistory(seed: number, tell: ((sentence: string) => void) | null): Promise<Outcome> {
  const world = new World(seed, tell);
  const { scheduler, story, store, chance } = world;
  const household = new Household(world);
  const untilMs = TROUBLE_FROM_MS + chance.between(TROUBLE_FOR_MS.least, TROUBLE_FOR_MS.most);
  happen(world, household, untilMs);
  const { endsAtMs, heal } = misfortune(world, household, TROUBLE_FROM_MS * chance.next(), untilMs);
  let isOver = false;

  // Only in some: a point that is always asked polls sooner than one that is left alone.
  const isAsked = chance.chance(0.3);
  const watch = (): void => {
    store.endIdle();
    watchConnections(world);
    if (isAsked) for (const point of world.points) askAbout(world, point);
    scheduler.at(world.now + WATCH_EVERY_MS, watch);
  };
  watch();

  const look = (): void => {
    const why = whyNotWell(world, household);
    if (why === null) return lastLooks();
    if (world.now < endsAtMs + HEALED_WITHIN_MS) return scheduler.at(world.now + LOOK_EVERY_MS, look);
    story.fault(`not healed: ${why}, ${HEALED_WITHIN_MS / 1000} s after the last fault`);
    lastLooks();
  };
  const lastLooks = (): void => {
    story.tell('All is well; everybody looks once more');
    const looking = household.people.map((person) => async (): Promise<void> => {
      for (const { id, account_id } of store.committed.revocations.values())
        if (account_id === person.sub) await person.look(id);
      await person.list();
    });
    let left = looking.length;
    household.people.forEach((person, n) =>
      person.do(async () => {
        await looking[n]!();
        if (--left === 0) isOver = true;
      }),
    );
  };
  scheduler.at(endsAtMs, () => {
    story.tell('From here on nothing goes wrong');
    heal();
    for (const device of household.devices) device.wake();
    scheduler.at(world.now + LOOK_EVERY_MS, look);
  });

  await scheduler.run(() => isOver || world.now > endsAtMs + 2 * HEALED_WITHIN_MS);
  const counts = {
    revocations: store.committed.revocations.size,
    served: story.points.filter(({ type }) => type !== 'refused').length,
    signedOut: story.devices.filter(({ type }) => type === 'signed-out').length,
  };
  const { digest, steps } = scheduler;
  return { seed, digest, steps, wrong: verdict(world), tookMs: world.now, counts };
}
