import { topicName } from '#libs/event-stream';
import { TOPIC_PREFIX } from '../parts/issuer.js';
import type { World } from '../parts/world.js';
import type { Household } from './household.js';
import { dies, freezes, pressSoon, type Server } from './mishaps.js';

const EVENTS = topicName('securityEvents', TOPIC_PREFIX);
const PROGRESS = topicName('enforcementProgress', TOPIC_PREFIX);
const MOST_FAULTS = 6;
/** Shorter and longer than a point is fresh; a freeze now and then longer than it takes to be counted out. */
const LASTS_MS = [300, 800, 1_500, 2_500, 4_000] as const;
/** Troubles come together. */
const WITH_ANOTHER = 0.4;

interface Fault {
  readonly name: string;
  /** None: it is over as it happens. */
  readonly lastsMs?: readonly number[];
  /** How much likelier it is than others. */
  readonly weight?: number;
  /** Begins it; the answer ends it. */
  readonly begin: (world: World, household: Household, forMs: number) => () => void;
}

const nothing = (): void => {};

const server = (world: World): Server => world.chance.pick([...world.apis, ...world.points]);

export const FAULTS: readonly Fault[] = [
  {
    name: 'a server crashes',
    lastsMs: [],
    weight: 3,
    begin: (world, household) => {
      const one = server(world);
      dies(world, household, one, () => one.process.die());
      return nothing;
    },
  },
  {
    name: 'a server is frozen',
    lastsMs: [300, 1_500, 2_500, 7_000, 9_000],
    weight: 4,
    begin: (world, household, forMs) =>
      freezes(world, household, server(world), forMs, { presses: 0.2, asked: 0.5 }),
  },
  {
    name: 'a device loses its power',
    lastsMs: [],
    begin: (world, household) => {
      const device = world.chance.pick(household.devices);
      dies(world, household, device, () => device.powerOff());
      return nothing;
    },
  },
  {
    name: 'the way to the log is bad',
    lastsMs: [800, 2_500, 4_000],
    weight: 3,
    begin: ({ log, chance }) => {
      const [slow, unacknowledged, lost, doubled] = [0.3, 0.25, 0.4, 0.2].map((most) => chance.next() * most);
      Object.assign(log, { slow, unacknowledged, lost, doubled });
      return () => void Object.assign(log, { slow: 0, unacknowledged: 0, lost: 0, doubled: 0 });
    },
  },
  {
    name: 'the log is away',
    // Longer than those who publish try, and then the relay once more.
    lastsMs: [300, 1_500, 4_000, 7_000],
    weight: 2,
    begin: (world, household) => {
      const { broker, chance } = world;
      broker.isAway = true;
      for (const device of household.devices) if (chance.chance(0.15)) pressSoon(world, household, device);
      return () => broker.comeBack();
    },
  },
  {
    name: 'a point hears nothing',
    begin: ({ points, chance }) => {
      const { stream } = chance.pick(points);
      stream.isDeaf = true;
      return () => {
        stream.isDeaf = false;
      };
    },
  },
  {
    name: 'an instance of the account API hears nothing',
    begin: ({ apis, chance }) => {
      const { stream } = chance.pick(apis);
      stream.isDeaf = true;
      return () => {
        stream.isDeaf = false;
      };
    },
  },
  {
    name: 'the log is truncated',
    lastsMs: [],
    begin: ({ broker, chance }) => {
      broker.truncate(chance.chance(0.7) ? EVENTS : PROGRESS);
      return nothing;
    },
  },
  {
    // Each by itself is above; that they meet within two seconds is rare.
    name: 'reports are deleted, a point is frozen, and an instance of the account API begins to read',
    lastsMs: [1_500],
    begin: (world, household, forMs) => {
      const { apis, points, broker, chance } = world;
      const end = freezes(world, household, chance.pick(points), forMs, { presses: 0.8, asked: 1 });
      broker.truncate(PROGRESS);
      const api = chance.pick(apis);
      dies(world, household, api, () => api.process.die(), [50, 500]);
      return end;
    },
  },
  {
    name: 'a record nobody understands',
    lastsMs: [],
    begin: ({ broker, chance }) => {
      const type = chance.pick(['set', 'beat', 'of a newer version']);
      broker.append({ topic: EVENTS, key: chance.uuid(), value: '{"v":9}', headers: { type } });
      return nothing;
    },
  },
  {
    name: 'a point cannot read the issuer’s keys',
    begin: ({ points, chance }) => {
      const { keys } = chance.pick(points);
      keys.isAway = true;
      return () => {
        keys.isAway = false;
      };
    },
  },
  {
    name: 'the network is bad',
    begin: ({ calls, chance }) => {
      const [slow, lost, answerLost] = [0.4, 0.2, 0.2].map((most) => chance.next() * most);
      Object.assign(calls, { slow, lost, answerLost });
      return () => void Object.assign(calls, { slow: 0, lost: 0, answerLost: 0 });
    },
  },
  {
    name: 'snapshots are refused',
    begin: ({ apis, chance }) => {
      const api = chance.pick(apis);
      api.refusesSnapshots = true;
      return () => {
        api.refusesSnapshots = false;
      };
    },
  },
  {
    name: 'commits are slow',
    begin: ({ store, chance }) => {
      Object.assign(store.weather, {
        slowCommits: chance.between(0.2, 0.8),
        slowestMs: chance.between(20, 1_500),
      });
      return () => void Object.assign(store.weather, { slowCommits: 0, slowestMs: 0 });
    },
  },
  {
    name: 'the database restarts',
    lastsMs: [],
    begin: ({ store }) => {
      store.restart();
      return nothing;
    },
  },
  {
    name: 'the database hangs',
    begin: ({ store }) => {
      const { process } = store;
      process.freeze();
      return () => process.thaw();
    },
  },
  {
    name: 'somebody hands a device an event of another, and one that nobody signed',
    lastsMs: [],
    weight: 2,
    begin: ({ broker, chance }, { devices }) => {
      const events = broker
        .partitionsOf(EVENTS)
        .flatMap(({ records }) => records)
        .filter(({ headers }) => headers['type'] === 'set');
      const wires = devices.flatMap((device) => [...device.wires]);
      if (events.length === 0 || wires.length === 0) return nothing;
      const { value } = chance.pick(events);
      const [header, payload] = value.split('.');
      for (const event of [value, `${header}.${payload}.${'A'.repeat(86)}`])
        chance.pick(wires).send(1, JSON.stringify({ type: 'session-revoked', event }));
      return nothing;
    },
  },
  {
    name: 'a wall clock jumps',
    lastsMs: [],
    begin: (world) => {
      const { chance } = world;
      const { process } = server(world);
      process.setWall(chance.pick([-1, 1]) * chance.pick([700, 5_000, 3_600_000]));
      return nothing;
    },
  },
];

const DRAWN = FAULTS.flatMap((fault) => Array.from({ length: fault.weight ?? 1 }, () => fault));

export interface Misfortune {
  /** When all of it is over by itself. */
  readonly endsAtMs: number;
  /** Ends what is left, and starts again what is dead. */
  heal(): void;
}

/** Draws what goes wrong, and when. */
export function misfortune(world: World, household: Household, fromMs: number, untilMs: number): Misfortune {
  const { chance, scheduler, story } = world;
  const ends = new Set<() => void>();
  let endsAtMs = untilMs;
  let lastAt = chance.between(fromMs, untilMs);
  for (let n = chance.whole(0, MOST_FAULTS); n > 0; n--) {
    const fault = chance.pick(DRAWN);
    const { lastsMs = LASTS_MS } = fault;
    const forMs = lastsMs.length === 0 ? 0 : chance.pick(lastsMs) * chance.between(0.7, 1.2);
    const at = chance.chance(WITH_ANOTHER)
      ? lastAt + chance.between(0, 800)
      : chance.between(fromMs, untilMs);
    lastAt = at;
    endsAtMs = Math.max(endsAtMs, at + forMs);
    scheduler.at(at, () => {
      story.tell(`Now ${fault.name}`);
      const end = fault.begin(world, household, forMs);
      if (end === nothing) return;
      const once = (): void => {
        if (ends.delete(once)) end();
      };
      ends.add(once);
      scheduler.at(world.now + forMs, once);
    });
  }
  return {
    endsAtMs,
    heal: () => {
      for (const end of ends) end();
      household.revive();
    },
  };
}
