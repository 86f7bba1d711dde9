import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { covers, parsePredicate } from '#libs/revocation-index';
import { PREDICATE, CAEP_SESSION_REVOKED, verifySecurityEvent } from '#libs/security-event';
import { nodeVerifier } from '#libs/service-runtime';
import { aBrowser, aDevice, anAccount } from '../../support/account-api/account.js';
import { FakePoint } from '../../support/account-api/fake-point.js';
import { anInstallation, ISSUER, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';
import type { RevocationView } from '../../../apps/account-api/src/revocations/view.js';
import type { SessionPage } from '../../../apps/account-api/src/sessions/session.js';

jest.setTimeout(30_000);

describe('signing out', () => {
  let installation: Installation;
  let api: Instance;
  let point: FakePoint;

  beforeAll(async () => {
    installation = await anInstallation();
    api = await anInstance(installation);
    point = await new FakePoint(installation.stream, installation).join();
  });
  afterAll(async () => {
    await point?.leave();
    await api?.close();
    await installation?.close();
  });

  const household = async () => {
    const { database } = installation;
    const sub = await anAccount(database);
    const browser = await aBrowser(api, database, sub);
    const tv = await aDevice(api, database, sub);
    const phone = await aDevice(api, database, sub, { kind: 'phone', name: 'Phone' });
    const post = async (path: string, body?: object, headers: Record<string, string> = {}) => {
      const response = await fetch(api.url + path, {
        method: 'POST',
        headers: { ...browser.headers, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as RevocationView & { code?: string } };
    };
    const get = async <T>(path: string) =>
      (await (await fetch(api.url + path, { headers: browser.headers })).json()) as T;
    const listed = async () => {
      const { sessions } = await get<SessionPage>('/api/sessions');
      return new Map(sessions.map((session) => [session.sid, session]));
    };
    return { sub, browser, tv, phone, post, get, listed };
  };
  const eventOf = async (view: RevocationView) =>
    until('the event', () => point.events.find(({ txn }) => txn === view.txn) ?? null);
  const isOver = async (device: { facts: Parameters<Instance['sessions']['findRevocationOf']>[0] }) =>
    (await api.sessions.findRevocationOf(device.facts)) !== null;

  it('of the TV ends the TV’s session and leaves the phone’s and the browser’s', async () => {
    const { tv, phone, post, listed } = await household();
    const { status, body } = await post(`/api/sessions/${tv.sid}/revocation`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ scope: 'session', exceptSid: null, points: 1 });
    expect(body.devices).toMatchObject([{ sid: tv.sid, name: 'Living room', confirmedAt: null }]);
    expect(await isOver(tv)).toBe(true);
    expect(await isOver(phone)).toBe(false);
    const sessions = await listed();
    expect(sessions.get(tv.sid)).toMatchObject({
      state: 'signed-out',
      signOut: { revocationId: body.id, awaitsReceipt: true, reachable: false },
    });
    expect(sessions.get(phone.sid)).toMatchObject({ state: 'active', signOut: null });
  });

  it('sends an event that every verifier of this issuer believes, with the predicate in it', async () => {
    const { tv, phone, post } = await household();
    const { body } = await post(`/api/sessions/${tv.sid}/revocation`);
    const { set, txn } = await eventOf(body);
    const key = installation.keys.jwks.keys[0]!;
    const { event, jws } = await verifySecurityEvent(set, ISSUER, () => nodeVerifier(key));
    expect(event.predicate).toEqual({ type: 'session', sid: tv.sid });
    expect(txn).toBe(event.txn);
    expect(covers(event.predicate, tv.facts)).toBe(true);
    expect(covers(event.predicate, phone.facts)).toBe(false);
    const members = (jws.payload['events'] as Record<string, Record<string, unknown>>)[CAEP_SESSION_REVOKED];
    expect(parsePredicate(members?.[PREDICATE])).toEqual(event.predicate);
  });

  it('again answers the same revocation and emits nothing', async () => {
    const { tv, post } = await household();
    const first = await post(`/api/sessions/${tv.sid}/revocation`);
    await eventOf(first.body);
    const [second, third] = await Promise.all([
      post(`/api/sessions/${tv.sid}/revocation`),
      post(`/api/sessions/${tv.sid}/revocation`),
    ]);
    expect([second.body.id, third.body.id]).toEqual([first.body.id, first.body.id]);
    const rows = await installation.database.query('SELECT id FROM outbox WHERE payload LIKE $1', [
      `%${tv.sid}%`,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('pressed twice at the same moment is one revocation', async () => {
    const { tv, post } = await household();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(`/api/sessions/${tv.sid}/revocation`)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('of another account’s session answers as if it did not exist', async () => {
    const { tv } = await household();
    const other = await household();
    const answer = await other.post(`/api/sessions/${tv.sid}/revocation`);
    expect([answer.status, answer.body.code]).toEqual([404, 'session_not_found']);
    const unknown = await other.post(`/api/sessions/${randomUUID()}/revocation`);
    expect(unknown).toEqual(answer);
    expect((await other.post('/api/sessions/nonsense/revocation')).status).toBe(404);
    expect((await other.post('/api/revocations', { exceptSid: tv.sid })).status).toBe(404);
    expect(await isOver(tv)).toBe(false);
  });

  it('of everything but this browser ends TV and phone in one event', async () => {
    const { tv, phone, browser, post, listed, get } = await household();
    const { body } = await post('/api/revocations', { exceptSid: browser.sid });
    expect(body).toMatchObject({ scope: 'account', exceptSid: browser.sid });
    expect(new Set(body.devices.map(({ sid }) => sid))).toEqual(new Set([tv.sid, phone.sid]));
    expect([await isOver(tv), await isOver(phone)]).toEqual([true, true]);
    expect((await listed()).get(browser.sid)).toMatchObject({ state: 'active', current: true });
    await eventOf(body);
    expect(point.events.filter(({ txn }) => txn === body.txn)).toHaveLength(1);
    expect(await get(`/api/revocations/${body.id}`)).toMatchObject({ id: body.id });
  });

  it('of everything, this browser too, leaves nobody signed in', async () => {
    const { tv, phone, browser, post } = await household();
    const { status, body } = await post('/api/revocations', {});
    expect(status).toBe(200);
    expect(body.devices.find(({ sid }) => sid === browser.sid)).toMatchObject({ state: 'signed-out' });
    expect([await isOver(tv), await isOver(phone)]).toEqual([true, true]);
    const next = await fetch(`${api.url}/api/sessions`, { headers: browser.headers });
    expect(next.status).toBe(401);
  });

  it('of everything again answers the same revocation, until somebody signs in anew', async () => {
    const { sub, browser, post } = await household();
    const first = await post('/api/revocations', { exceptSid: browser.sid });
    const again = await post('/api/revocations', { exceptSid: browser.sid });
    expect(again.body.id).toBe(first.body.id);
    const tv = await aDevice(api, installation.database, sub);
    const third = await post('/api/revocations', { exceptSid: browser.sid });
    expect(third.body.id).not.toBe(first.body.id);
    expect(third.body.devices.map(({ sid }) => sid)).toContain(tv.sid);
  });

  it('honours an Idempotency-Key, and refuses it for another request', async () => {
    const { sub, browser, post } = await household();
    const key = { 'idempotency-key': randomUUID() };
    const first = await post('/api/revocations', { exceptSid: browser.sid }, key);
    const tv = await aDevice(api, installation.database, sub);
    const repeat = await post('/api/revocations', { exceptSid: browser.sid }, key);
    expect(repeat.body.id).toBe(first.body.id);
    expect(await isOver(tv)).toBe(false);
    const other = await post('/api/revocations', {}, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('ends nothing when the body says something else than was understood', async () => {
    const { tv, post } = await household();
    for (const body of [{ exceptSID: tv.sid }, { exceptSid: 7 }, []]) {
      const { status } = await post('/api/revocations', body);
      expect(status).toBe(400);
    }
    expect(await isOver(tv)).toBe(false);
  });

  it('of a device linked right after "all" is a matter of its own: it lives', async () => {
    const { sub, browser, post } = await household();
    await post('/api/revocations', { exceptSid: browser.sid });
    const tv = await aDevice(api, installation.database, sub);
    expect(await isOver(tv)).toBe(false);
  });

  it('is told blocked once the point has applied it, by the clock that began with the press', async () => {
    const { tv, post, get } = await household();
    const { body } = await post(`/api/sessions/${tv.sid}/revocation`);
    const view = await until('blocked', async () => {
      const now = await get<RevocationView>(`/api/revocations/${body.id}`);
      return now.blockedAt !== null && now;
    });
    expect(view.points).toBe(1);
    expect(view.blockedAt!).toBeGreaterThan(view.committedAt);
    expect(view.committedAt).toBeGreaterThan(view.requestedAt);
    expect(view.devices).toMatchObject([{ sid: tv.sid, state: 'not-reached', blockedAt: view.blockedAt }]);
  });

  it('by the device itself awaits no receipt, and a newer session of one device takes the older’s place', async () => {
    const { sub, tv, phone, listed } = await household();
    await api.sessions.revokeSession(phone.sid, 'local');
    await api.sessions.revokeSession(phone.sid, 'local');
    const again = await aDevice(api, installation.database, sub, { key: tv });
    expect([await isOver(tv), await isOver(phone), await isOver(again)]).toEqual([true, true, false]);
    const sessions = await listed();
    for (const sid of [tv.sid, phone.sid]) {
      expect(sessions.get(sid)?.signOut).toMatchObject({ awaitsReceipt: false, reachable: null });
    }
    const events = await until('both events', () => {
      const mine = point.events.filter(({ payload }) => payload.includes(sub));
      return mine.length >= 2 && mine;
    });
    expect(events).toHaveLength(2);
  });
});
