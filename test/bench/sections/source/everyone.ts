import { randomUUID } from 'node:crypto';
import { until } from '../../../support/account-api/until.js';
import type { Keycloak } from '../../world/keycloak.js';
import type { SeededWorld } from '../../world/seeded.js';

const REALM = 'everyone';
const MEMBERS_WITHIN_MS = 600_000;

export interface Everyone {
  readonly ours: readonly number[];
  /** Its realm’s not-before: one field, by a clock of whole seconds. */
  readonly notBefore: readonly number[];
  /** Once: it deletes the sessions, so there are none for a second time. */
  readonly logoutAll: number;
}

/** From an operator's press to blocked, with so many sessions in either database, of which most of ours are long over. */
export async function everyone(
  world: SeededWorld,
  keycloak: Keycloak,
  sessions: number,
  repeats: number,
): Promise<Everyone> {
  const [household] = await world.link([randomUUID()], { model: 'Of everyone', accounts: 1 });
  await world.query(
    `INSERT INTO sessions (sid, account_id, seq, kind, name, model, app_version, jkt, address, last_address, live_at)
     SELECT gen_random_uuid(), $1, nextval('session_seq'), 'tv', 'One', 'Of everyone', '1', gen_random_uuid()::text,
            '127.0.0.1', '127.0.0.1', clock_timestamp() FROM generate_series(1, $2::integer)`,
    [household!.account.sub, sessions],
  );
  await world.query('ANALYZE sessions');
  const user = await keycloak.user(REALM, 'everyone');
  const { sid, refreshToken } = await keycloak.session(REALM, user);
  const madeAt = Date.now();
  await keycloak.copySessions(sid, sessions);
  // A token of the same second would not be before it.
  await until('another second', () => secondOf(Date.now()) > secondOf(madeAt));
  const times = { ours: [] as number[], notBefore: [] as number[] };
  for (let repeat = 0; repeat < repeats; repeat++) {
    times.ours.push(await ours(world));
    times.notBefore.push(await theirNotBefore(keycloak, refreshToken));
  }
  const begun = performance.now();
  await keycloak.admin('POST', `/${REALM}/logout-all`);
  const logoutAll = performance.now() - begun;
  if (!(await keycloak.isOver(REALM, refreshToken)))
    throw new Error('a session outlived Keycloak’s logout-all');
  return { ...times, logoutAll };
}

async function ours(world: SeededWorld): Promise<number> {
  // So that the class has members again.
  await world.link([randomUUID()], { model: 'Of everyone', accounts: 1 });
  const { id } = await world.campaign({});
  const view = await world.until(id, 'everyone is blocked', ({ stages }) =>
    stages.every(({ blockedAfterMs }) => blockedAfterMs !== null),
  );
  // Its members are written down afterwards, and until then the same class is not to be ended again.
  await world.until(id, 'its campaign is over', ({ status }) => status === 'done', MEMBERS_WITHIN_MS);
  return view.stages[0]!.blockedAfterMs!;
}

/** Blocked is its answer: a token's age is looked at at each use. Taken back afterwards, for the next time. */
async function theirNotBefore(keycloak: Keycloak, refreshToken: string): Promise<number> {
  const notBefore = secondOf(Date.now());
  const begun = performance.now();
  await keycloak.admin('PUT', `/${REALM}`, { notBefore });
  const ms = performance.now() - begun;
  if (!(await keycloak.isOver(REALM, refreshToken)))
    throw new Error('a session outlived Keycloak’s not-before');
  await keycloak.admin('PUT', `/${REALM}`, { notBefore: 0 });
  return ms;
}

const secondOf = (ms: number): number => Math.floor(ms / 1_000);
