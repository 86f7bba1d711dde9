import { randomUUID } from 'node:crypto';
import { figure, type Figure, type Unit } from '../report/figure.js';
import { GoFleet } from '../world/fleet.js';
import { Keycloak, type KeycloakSession } from '../world/keycloak.js';
import { SeededWorld } from '../world/seeded.js';
import { atRest } from '../world/at-rest.js';
import { inParallel } from '../world/web-client.js';
import { atLeast, atMost, type Outcome, type Section, type SectionOptions } from './section.js';
import { AT_ONCE, ours, theirs, wireDevice } from './source/enrolments.js';
import { everyone, type Everyone } from './source/everyone.js';
import { made, oursASecond, oursOfAccount, theirsASecond, theirsOfAccount } from './source/sign-outs.js';
import { WARM_REFRESHES, warmed } from './source/warm.js';

const ENROLMENTS = 80;
const REFRESHES = 800;
const FEW = 10;
/** Sessions of everyone, for each device of a campaign. */
const EVERYONE = 100;

/** Keycloak’s own default for argon2id. */
const HASHING = { SIGNOFF_ARGON2_MEMORY_KIB: '7168', SIGNOFF_ARGON2_PASSES: '5' };

const NAMES = [
  'signout.rate',
  'signout.all',
  'signout.all.10',
  'sessions.list',
  'enrol.rate',
  'refresh.rate',
];

class Measured {
  readonly ours = new Map<string, number[]>();
  readonly theirs = new Map<string, number[]>();

  add(name: string, own: number, other: number): void {
    this.ours.set(name, [...(this.ours.get(name) ?? []), own]);
    this.theirs.set(name, [...(this.theirs.get(name) ?? []), other]);
  }

  figure(name: string): Figure {
    const unit: Unit = name.endsWith('.rate') ? '/s' : 'ms';
    return figure(name, this.ours.get(name)!, { name: 'Keycloak', times: this.theirs.get(name)! }, unit);
  }
}

async function refreshes(
  world: SeededWorld,
  keycloak: Keycloak,
): Promise<(count: number, oursFirst?: boolean) => Promise<[number, number]>> {
  const devices = Array.from({ length: AT_ONCE }, () => wireDevice(world.web));
  const linked = await world.link(
    devices.map(({ key }) => key.jkt),
    { model: 'Refreshed', accounts: AT_ONCE },
  );
  const tokens = linked.flatMap(({ sessions }) => sessions.map(({ refreshToken }) => refreshToken));
  const user = await keycloak.user('bulk', 'refreshed');
  const sessions: readonly KeycloakSession[] = await made(keycloak, user, AT_ONCE);
  const own = (count: number): Promise<number> =>
    inParallel(count, AT_ONCE, async (_, lane) => {
      const { status, body } = await devices[lane]!.refresh(tokens[lane]!);
      if (status !== 200) throw new Error(`a refresh answered ${status}: ${JSON.stringify(body)}`);
    });
  const other = (count: number): Promise<number> =>
    inParallel(count, AT_ONCE, (_, lane) => keycloak.refresh('bulk', sessions[lane]!.refreshToken));
  return async (count, oursFirst = true) => {
    const ms = oursFirst ? [await own(count), await other(count)] : [await other(count), await own(count)];
    const [ownMs, otherMs] = oursFirst ? ms : ms.reverse();
    return [count / (ownMs! / 1000), count / (otherMs! / 1000)];
  };
}

async function run({ devices, repeats, say }: SectionOptions): Promise<Outcome> {
  const measured = new Measured();
  const stops: (() => unknown)[] = [];
  const many = devices;
  let all: Everyone;
  try {
    const world = await SeededWorld.start('bench-source', HASHING);
    stops.push(() => world.close());
    say('  Keycloak is starting');
    const keycloak = await Keycloak.start();
    say('  Keycloak answers');
    stops.push(() => keycloak.close());
    const fleet = await GoFleet.start(Math.max(64, Math.ceil(devices / 10)));
    stops.push(() => fleet.stop());
    const refresh = await refreshes(world, keycloak);
    const users = [];
    for (let i = 0; i < 16; i++) users.push((await keycloak.user('bench', `person${i}`)).name);
    const people = await world.link(
      Array.from({ length: 16 }, () => randomUUID()),
      {
        ...{ model: 'Owners', accounts: 16 },
      },
    );
    const emails = people.map(({ account }) => account.email);
    await warmed(keycloak, users, await keycloak.user('bulk', 'warm'));
    await refresh(WARM_REFRESHES);
    say('  Keycloak is warm');
    for (let repeat = -1; repeat < repeats; repeat++) {
      await atRest();
      const rates = await refresh(REFRESHES, repeat % 2 === 0);
      say(`  round ${repeat + 1}: refreshed`);
      const enrolled = [
        await ours(world, emails, ENROLMENTS),
        await theirs(keycloak, users, ENROLMENTS),
      ] as const;
      say(`  round ${repeat + 1}: enrolled`);
      const user = await keycloak.user('bulk', `account${repeat}`);
      const few = Array.from({ length: FEW }, () => randomUUID());
      const ofFew = [await oursOfAccount(world, few), await theirsOfAccount(keycloak, user, FEW)] as const;
      const signedOut = [
        await oursASecond(world, fleet, repeat),
        await theirsASecond(keycloak, user, fleet.size),
      ] as const;
      say(`  round ${repeat + 1}: signed out`);
      // Warm by now; what follows takes a minute each time, and nothing of it is warmed by itself.
      if (repeat < 0) continue;
      const jkts = Array.from({ length: many }, () => randomUUID());
      const ofMany = [await oursOfAccount(world, jkts), await theirsOfAccount(keycloak, user, many)] as const;
      measured.add('refresh.rate', ...rates);
      measured.add('enrol.rate', ...enrolled);
      measured.add('signout.rate', ...signedOut);
      measured.add('signout.all.10', ofFew[0].blockedMs, ofFew[1].blockedMs);
      measured.add('signout.all', ofMany[0].blockedMs, ofMany[1].blockedMs);
      measured.add('sessions.list', ofMany[0].listMs, ofMany[1].listMs);
      const words = NAMES.map((name) => {
        const [own, other] = [measured.ours.get(name)!.at(-1)!, measured.theirs.get(name)!.at(-1)!];
        return `${name} ${own.toFixed(1)} | ${other.toFixed(1)}`;
      });
      say(`  ${repeat + 1} of ${repeats}: ${words.join(', ')}`);
    }
    say(`  everyone: ${many * EVERYONE} sessions`);
    all = await everyone(world, keycloak, many * EVERYONE, repeats);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
  const figures = new Map(NAMES.map((name) => [name, measured.figure(name)]));
  const ratio = (name: string): number => figures.get(name)?.ratio ?? Number.NaN;
  const value = (name: string): number => figures.get(name)?.value ?? Number.NaN;
  const everyoneFigure = figure('everyone', all.ours, { name: 'Keycloak, not-before', times: all.notBefore });
  return {
    figures: [...figures.values(), everyoneFigure],
    peers: [figure('everyone: Keycloak, logout-all', [all.logoutAll])],
    aims: [
      atLeast('signout.rate / Keycloak', ratio('signout.rate'), 1),
      atMost('signout.all, ms', value('signout.all'), 15),
      atMost('everyone, ms', everyoneFigure.value, 25),
      atMost('sessions.list, ms', value('sessions.list'), 5),
      atLeast('enrol.rate / Keycloak', ratio('enrol.rate'), 1.5),
      atLeast('refresh.rate / Keycloak', ratio('refresh.rate'), 1),
    ],
  };
}

export const source: Section = {
  name: 'source',
  title: 'The source, beside Keycloak',
  minutes: 30,
  intro: `The account API beside Keycloak 26 on the same PostgreSQL, driven by the same HTTP client, one after the other
in each repeat, which begins when the machine has come to rest from the one before. \`signout.rate\`: single sign-outs through the API, 64 at one time, until the last device has been told
and its receipt is stored, beside Keycloak’s revocation of a session alone, which tells no device. \`signout.all\`: an
account with as many sessions as there are devices above, from the request to blocked at every gateway
(\`signout.all.10\`: ten sessions), beside its sign-out of a user. \`sessions.list\`: the first page of such an account,
beside the list of a user’s sessions. \`enrol.rate\`: whole device flows (RFC 8628) with a password login each, 8 at one
time, both hashing with argon2id of 7 MiB and 5 passes; ours bind every token to a key. \`refresh.rate\`: refreshes, 8
at one time; ours with DPoP and all predicates checked. Keycloak is warmed by 2,000 enrolments, 4,000 sign-outs and 8,000
refreshes first. \`everyone\`: an operator’s press to blocked with 100 times as many sessions in either database, beside
the answer to Keycloak’s not-before of a realm, one field by a clock of whole seconds, and, once, to its logout-all, which
deletes the sessions; neither tells a device.`,
  run,
};
