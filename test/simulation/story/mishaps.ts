import type { Comer } from '../parts/roles.js';
import type { World } from '../parts/world.js';
import type { VirtualProcess } from '../virtual/process.js';
import type { Household } from './household.js';
import { askAbout } from './watch.js';

const A_FEW_STEPS = 60;

export interface Server {
  readonly name: string;
  readonly process: VirtualProcess;
}

/** It dies between any two awaited steps, or at this moment, and is there again after so long. */
export function dies(
  world: World,
  household: Household,
  { name, process }: Server,
  kill: () => void,
  awayMs: readonly [number, number] = [300, 4_000],
): void {
  if (process.isDead) return;
  const crash = (): void => {
    world.story.tell(`${name} crashes`);
    kill();
    world.scheduler.at(world.now + world.chance.between(...awayMs), () => {
      household.revive();
      world.story.tell(`${name} is there again`);
    });
  };
  process.onUnlucky = crash;
  if (world.chance.chance(0.8)) process.dieInSteps(world.chance.whole(0, A_FEW_STEPS));
  else crash();
}

/** It is frozen; the answer wakes it. What it missed, and what waits for it as it wakes, is what it is dangerous by. */
export function freezes(
  world: World,
  household: Household,
  { name, process }: Server,
  forMs: number,
  { presses, asked }: { readonly presses: number; readonly asked: number },
): () => void {
  const { chance, scheduler } = world;
  world.story.tell(`${name} is frozen`);
  process.freeze();
  for (const device of household.devices) {
    if (chance.chance(0.4)) scheduler.at(world.now + chance.next() * forMs, () => device.watch());
    if (chance.chance(presses)) pressSoon(world, household, device);
  }
  return () => {
    world.story.tell(`${name} wakes`);
    process.thaw();
    // At the very moment it wakes, before anything that lay waiting is read.
    const woken = world.points.find((one) => one.process === process);
    if (woken !== undefined && chance.chance(asked)) askAbout(world, woken);
  };
}

/** Its owner signs it out. */
export function pressSoon(world: World, household: Household, { name, sid }: Comer): void {
  if (sid === null) return;
  const owner = household.ownerOf({ name });
  const at = world.now + world.chance.between(0, 1_500);
  world.scheduler.at(at, () => owner.do(() => owner.signOut(sid)));
}
