import type { SignedInBrowser } from '../../apps/account-api/src/browser-sessions/browser-sessions.js';
import type { Account as ApiAccount } from '../../apps/account-api/src/accounts/account.js';
import type { ActivationView } from '../../apps/account-api/src/activation/activation.controller.js';
import type { ActivityEntry as ApiActivityEntry } from '../../apps/account-api/src/activity/activity-list.js';
import type { RevocationView, RevokedDeviceView } from '../../apps/account-api/src/revocations/view.js';
import type { SessionPage as ApiSessionPage } from '../../apps/account-api/src/sessions/session.js';
import type {
  Account,
  Activation,
  ActivityEntry,
  Decided,
  DeviceDescription,
  PasswordChanged,
  Revocation,
  RevokedDevice,
  Session,
  SessionPage,
  SignedInAnswer,
  SignOut,
} from '../../apps/account-web/src/api/shapes.js';
import { until } from '../support/account-api/until.js';
import {
  aHousehold,
  aWaitingCode,
  aWorld,
  givePassword,
  sendReceipt,
  type Household,
  type World,
} from './support/household.js';

/** Compiles only if each is assignable to the other: the pages' shapes are the API's own. */
type Same<A, B> = [A, B] extends [B, A] ? true : never;
const same: readonly true[] = [
  true satisfies Same<SessionPage, ApiSessionPage>,
  true satisfies Same<Revocation, RevocationView>,
  true satisfies Same<RevokedDevice, RevokedDeviceView>,
  true satisfies Same<Activation, ActivationView>,
  true satisfies Same<ActivityEntry, ApiActivityEntry>,
  true satisfies Same<Account, ApiAccount>,
  true satisfies Same<SignedInAnswer['sid'], SignedInBrowser['sid']>,
];

/** The members of a shape, each named: leave one out, or add one, and it does not compile. */
const members = <T>(names: Readonly<Record<keyof T, true>>): string[] => Object.keys(names).sort();

const ACCOUNT = members<Account>({ sub: true, email: true, displayName: true });
const SIGNED_IN = members<SignedInAnswer>({ account: true, sid: true });
const SESSION = members<Session>({
  sid: true,
  kind: true,
  name: true,
  model: true,
  appVersion: true,
  createdAt: true,
  lastSeenAt: true,
  lastAddress: true,
  online: true,
  current: true,
  state: true,
  signOut: true,
});
const SIGN_OUT = members<SignOut>({
  revocationId: true,
  requestedAt: true,
  blockedAt: true,
  confirmedAt: true,
  awaitsReceipt: true,
  reachable: true,
});
const REVOCATION = members<Revocation>({
  id: true,
  txn: true,
  scope: true,
  exceptSid: true,
  requestedAt: true,
  committedAt: true,
  blockedAt: true,
  points: true,
  devices: true,
});
const REVOKED = members<RevokedDevice>({
  sid: true,
  kind: true,
  name: true,
  model: true,
  state: true,
  blockedAt: true,
  confirmedAt: true,
  receipt: true,
});
const DESCRIPTION = members<DeviceDescription>({ kind: true, model: true, name: true, appVersion: true });
const ACTIVATION = members<Activation>({
  userCode: true,
  device: true,
  address: true,
  sameAddress: true,
  expiresAt: true,
});

/** The shapes are written twice, since an app imports no other app; here the two are held together. */
describe('the account API answers what the pages expect, member by member', () => {
  let world: World;
  let household: Household;

  beforeAll(async () => {
    world = await aWorld();
    household = await aHousehold(world);
  });
  afterAll(async () => {
    await world?.close();
  });

  const ask = async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
    const response = await fetch(world.api.url + path, {
      method,
      headers: { ...household.browser.headers, origin: world.api.url, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
    return (await response.json()) as T;
  };
  const has = (shape: object): string[] => Object.keys(shape).sort();

  it('who is signed in', async () => {
    const me = await ask<SignedInAnswer>('GET', '/api/me');
    expect([has(me), has(me.account)]).toEqual([SIGNED_IN, ACCOUNT]);
    expect(same.length).toBeGreaterThan(0);
  });

  it('sessions, sign-outs and revocations', async () => {
    const { tv } = household;
    const revocation = await ask<Revocation>('POST', `/api/sessions/${tv.sid}/revocation`);
    expect([has(revocation), has(revocation.devices[0]!)]).toEqual([REVOCATION, REVOKED]);
    await sendReceipt(world, tv);
    const session = await until('both clocks', async () => {
      const { sessions } = await ask<SessionPage>('GET', '/api/sessions');
      const found = sessions.find(({ sid }) => sid === tv.sid);
      return found?.signOut?.blockedAt && found.signOut.confirmedAt !== null ? found : null;
    });
    expect(has(session)).toEqual(SESSION);
    expect(has(session.signOut!)).toEqual(SIGN_OUT);
    expect(has(await ask<SessionPage>('GET', '/api/sessions?limit=1'))).toEqual(['next', 'sessions']);
    expect(has(await ask<Revocation>('GET', `/api/revocations/${revocation.id}`))).toEqual(REVOCATION);
  });

  it('a changed password, with the end of the others', async () => {
    const { sub, browser } = household;
    await givePassword(world, { sub, sid: browser.sid, password: 'long enough', given: '1 day' });
    const body = { current: 'long enough', new: 'and even longer', endOthers: true };
    const changed = await ask<PasswordChanged>('POST', '/api/account/password', body);
    expect(has(changed)).toEqual(['revocation']);
    expect(has(changed.revocation!)).toEqual(REVOCATION);
    const again = { current: 'and even longer', new: 'long enough', endOthers: false };
    expect(await ask<PasswordChanged>('POST', '/api/account/password', again)).toEqual({ revocation: null });
  });

  it('a waiting device, and what was decided', async () => {
    const code = await aWaitingCode(world);
    const activation = await ask<Activation>('GET', `/api/activation/${code}`);
    expect([has(activation), has(activation.device)]).toEqual([ACTIVATION, DESCRIPTION]);
    const decided = await ask<Decided>('POST', '/api/activation', { userCode: code, decision: 'deny' });
    expect([has(decided), has(decided.device)]).toEqual([['decision', 'device', 'sid'], DESCRIPTION]);
  });

  it('the recent activity', async () => {
    const { entries } = await ask<{ entries: ActivityEntry[] }>('GET', '/api/activity');
    const optional = ['device', 'revocationId', 'sid'];
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      expect(has(entry).filter((member) => !optional.includes(member))).toEqual(['at', 'id', 'type']);
    }
    const known = [
      'session-opened',
      'session-renamed',
      'session-revoked',
      'account-revoked',
      'session-confirmed',
      'password-changed',
    ];
    expect(entries.map(({ type }) => type).filter((type) => !known.includes(type))).toEqual([]);
  });
});
