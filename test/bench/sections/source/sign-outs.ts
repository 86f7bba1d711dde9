import type { Person } from '../../../support/stack/person.js';
import { type GoFleet, nowNs } from '../../world/fleet.js';
import type { Keycloak, KeycloakSession, KeycloakUser } from '../../world/keycloak.js';
import type { SeededWorld } from '../../world/seeded.js';
import { inParallel } from '../../world/web-client.js';
import { accounting } from '../section.js';

const AT_ONCE = 64;
const LISTINGS = 50;

export const p50 = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.ceil(times.length / 2) - 1]!;

async function msOf(what: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await what();
  return performance.now() - begun;
}

/** Distinct sign-outs a second, until the last device has been told and its receipt is stored. */
export async function oursASecond(world: SeededWorld, fleet: GoFleet, round: number): Promise<number> {
  const households = await world.seed(fleet, { model: `Rate ${round}`, accounts: AT_ONCE });
  await fleet.take(await world.tokensOf(households));
  await fleet.connect(world.stack.pushUrl);
  await fleet.watch({ receipts: true });
  const people: Person[] = [];
  // One after another: a password costs a second of nothing else here.
  for (const household of households) people.push(await world.personOf(household));
  const begun = nowNs();
  await Promise.all(
    households.map(async ({ sessions }, lane) => {
      for (const { sid } of sessions) await people[lane]!.revokeSession(sid);
    }),
  );
  const stored = await fleet.stored(fleet.size);
  accounting.all(stored.count, fleet.size, 'signout.rate');
  for (const person of people) person.close();
  await fleet.drop();
  return fleet.size / ((stored.lastAt - begun) / 1e9);
}

/** Distinct revocations a second. No device hears of one. */
export async function theirsASecond(keycloak: Keycloak, user: KeycloakUser, count: number): Promise<number> {
  const sessions = await made(keycloak, user, count);
  const ms = await inParallel(count, AT_ONCE, (index) =>
    keycloak.admin('DELETE', `/bulk/sessions/${sessions[index]!.sid}`),
  );
  return count / (ms / 1000);
}

export async function made(
  keycloak: Keycloak,
  user: KeycloakUser,
  count: number,
): Promise<readonly KeycloakSession[]> {
  const sessions: KeycloakSession[] = [];
  await inParallel(count, 8, async () => {
    sessions.push(await keycloak.session('bulk', user));
  });
  return sessions;
}

export interface AllOfAccount {
  /** First page of the list. */
  readonly listMs: number;
  readonly blockedMs: number;
}

/** An account with so many sessions: lists them, then ends all. Request to blocked is by the account API's own clock. */
export async function oursOfAccount(world: SeededWorld, jkts: readonly string[]): Promise<AllOfAccount> {
  const [household] = await world.link(jkts, { model: 'Of one account', accounts: 1 });
  const person = await world.personOf(household!);
  const list: number[] = [];
  for (let i = 0; i < LISTINGS; i++) list.push(await msOf(() => person.ask('GET', '/api/sessions')));
  const { id } = await person.revokeAll({ exceptSid: person.sid });
  const { requestedAt, blockedAt } = await person.blocked(id, 60_000);
  person.close();
  return { listMs: p50(list), blockedMs: blockedAt - requestedAt };
}

/** Its list has no pages for an administrator. Blocked is its answer: each session is looked up at each use. */
export async function theirsOfAccount(
  keycloak: Keycloak,
  user: KeycloakUser,
  count: number,
): Promise<AllOfAccount> {
  await made(keycloak, user, count);
  await keycloak.signIn();
  const list: number[] = [];
  for (let i = 0; i < (count > 1_000 ? 5 : LISTINGS); i++)
    list.push(await msOf(() => keycloak.admin('GET', `/bulk/users/${user.id}/sessions`)));
  const blockedMs = await msOf(() => keycloak.admin('POST', `/bulk/users/${user.id}/logout`));
  return { listMs: p50(list), blockedMs };
}
