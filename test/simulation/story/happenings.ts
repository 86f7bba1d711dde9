import type { World } from '../parts/world.js';
import type { Household } from './household.js';

const LOOKS_EVERY_MS = 250;
/** A person sees a code and types it. */
const TYPES_WITHIN_MS = 700;
const PRESSES = { fewest: 2, most: 6 };
/** How likely somebody presses just as a device lets itself in: the moments where things go wrong. */
const PRESSED_AS_IT = { dials: 0.15, 'asks for tokens': 0.06, watches: 0.1 } as const;

/** What people and devices do until `untilMs`: link, watch, leave, sign out one, all, or all but one. */
export function happen(world: World, household: Household, untilMs: number): void {
  const { chance, scheduler } = world;
  const { people, devices } = household;
  const at = (ms: number, work: () => void): void => scheduler.at(ms, work);
  for (const device of devices) device.powerOn();

  const typed = new Set<string>();
  const look = (): void => {
    if (world.now > untilMs) return;
    for (const device of devices) {
      if (device.client?.state === 'enrolment-screen' && chance.chance(0.4)) device.link();
      const { userCode } = device;
      if (userCode === null || typed.has(userCode)) continue;
      typed.add(userCode);
      const owner = household.ownerOf(device);
      at(world.now + chance.between(50, TYPES_WITHIN_MS), () => owner.do(() => owner.approve(userCode)));
    }
    at(world.now + LOOKS_EVERY_MS, look);
  };
  at(100, look);

  for (let n = chance.whole(PRESSES.fewest, PRESSES.most); n > 0; n--)
    at(chance.between(2_000, untilMs), () => press(world, household));
  for (let n = chance.whole(3, 9); n > 0; n--)
    at(chance.between(1_200, untilMs), () => chance.pick(devices).watch());
  for (let n = chance.whole(0, 4); n > 0; n--) {
    const person = chance.pick(people);
    at(chance.between(2_000, untilMs), () => person.do(() => person.list()));
  }
  if (chance.chance(0.3)) at(chance.between(3_000, untilMs), () => chance.pick(devices).signOutHere());
  for (let n = chance.whole(0, 3); n > 0; n--)
    at(chance.between(2_000, untilMs), () => {
      for (const wire of chance.pick(devices).wires) wire.break(chance.pick(['at once', 'late']));
    });

  world.onMoment = (device, what) => {
    if (world.now > untilMs || !chance.chance(PRESSED_AS_IT[what])) return;
    const { sid } = device;
    const owner = household.ownerOf(device);
    at(world.now + chance.between(0, 25), () =>
      owner.do(() => (sid !== null && chance.chance(0.6) ? owner.signOut(sid) : owner.signOutAll(null))),
    );
  };
}

function press(world: World, household: Household): void {
  const { chance } = world;
  const device = chance.pick(household.devices);
  const owner = household.ownerOf(device);
  const others = household.devices.filter((one) => household.ownerOf(one) === owner && one.sid !== null);
  const { sid } = device;
  const what = chance.next();
  if (what < 0.45 && sid !== null) owner.do(() => owner.signOut(sid));
  else if (what < 0.7) owner.do(() => owner.signOutAll(null));
  else owner.do(() => owner.signOutAll(others.length === 0 ? null : chance.pick(others).sid));
}
