import { jest } from '@jest/globals';
import { BrowserSessions } from '../../../apps/account-api/src/browser-sessions/browser-sessions.js';
import { FaultyDatabase } from '../../support/account-api/faulty-database.js';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import { WirePerson } from '../../support/account-api/wire-person.js';

jest.setTimeout(60_000);

const NEW = 'another long password';

describe('changing the password', () => {
  let world: LinkedWorld;
  let faulty: FaultyDatabase;
  beforeAll(async () => {
    world = await LinkedWorld.open({
      config: { signInAttempts: 3 },
      database: (database) => (faulty = new FaultyDatabase(database)),
    });
  });
  afterAll(() => world?.close());
  afterEach(() => {
    faulty.fails = () => false;
  });

  /** Attempts are counted by address too, so each comes from its own. */
  let addresses = 0;
  const anAddress = () => `198.51.100.${++addresses}`;
  const aPerson = () => world.aPerson(anAddress());
  const change = (person: WirePerson, body: object = {}) =>
    person.ask('POST', '/api/account/password', {
      current: person.password,
      new: NEW,
      endOthers: true,
      ...body,
    });
  const letsIn = async ({ email }: WirePerson, password: string): Promise<boolean> => {
    const visitor = new WirePerson(world.api.url, anAddress());
    return (await visitor.ask('POST', '/api/browser-session', { email, password })).status === 200;
  };
  const isIn = async (person: WirePerson) => (await person.ask('GET', '/api/me')).status === 200;
  const plays = async ({ tv, refreshToken }: Awaited<ReturnType<LinkedWorld['aLinkedTv']>>) =>
    (await tv.refresh(refreshToken)).status === 200;
  /** The same person at another browser. */
  const another = async ({ email, password }: WirePerson): Promise<WirePerson> => {
    const person = new WirePerson(world.api.url, anAddress());
    Object.assign(person, { email, password });
    return person.signIn();
  };

  it('lets the new one in and the old one no more, and ends every session but this browser’s', async () => {
    const person = await aPerson();
    const linked = await world.aLinkedTv(person);
    const other = await another(person);
    const { status, body } = await change(person);
    expect(status).toBe(200);
    expect(body['revocation']).toMatchObject({ scope: 'account', exceptSid: person.sid });
    expect([await letsIn(person, person.password), await letsIn(person, NEW)]).toEqual([false, true]);
    expect([await isIn(person), await isIn(other), await plays(linked)]).toEqual([true, false, false]);
    const { body: activity } = await person.ask('GET', '/api/activity');
    expect((activity['entries'] as { type: string }[]).map(({ type }) => type)).toContain('password-changed');
  });

  it('ends nothing where that was not asked; but the others must give the new one to end all', async () => {
    const person = await aPerson();
    const linked = await world.aLinkedTv(person);
    const other = await another(person);
    expect((await change(person, { endOthers: false })).body).toEqual({ revocation: null });
    expect([await isIn(person), await isIn(other), await plays(linked)]).toEqual([true, true, true]);
    expect((await other.signOutAll()).body['code']).toBe('password_required');
    expect((await person.signOutAll({ exceptSid: person.sid })).status).toBe(200);
  });

  it('is refused to who does not know the present one, and guesses are counted with the sign-ins', async () => {
    const person = await aPerson();
    const linked = await world.aLinkedTv(person);
    for (let n = 0; n < 3; n++) {
      const wrong = await change(person, { current: 'not the password' });
      expect([wrong.status, wrong.body['code']]).toEqual([403, 'password_wrong']);
    }
    expect((await change(person)).body['code']).toBe('too_many_requests');
    expect([await plays(linked), await isIn(person)]).toEqual([true, true]);
  });

  it.each([
    ['password_too_weak', { new: 'short' }],
    ['malformed_request', { new: 7 }],
    ['malformed_request', { current: null }],
    ['malformed_request', { endOthers: 'yes' }],
    ['malformed_request', { endOthers: undefined }],
  ])('answers %s to %j', async (code, body) => {
    const person = await aPerson();
    expect((await change(person, body)).body['code']).toBe(code);
    expect(await letsIn(person, person.password)).toBe(true);
  });

  it.each([
    ['after the new password, before the predicate', (sql: string) => sql.includes('INTO revocations')],
    ['after the predicate, before approved codes are killed', (sql: string) => sql.includes('access_denied')],
    ['before the commit', (sql: string) => sql === 'COMMIT'],
  ])('a crash %s leaves neither', async (_, fails) => {
    const person = await aPerson();
    const linked = await world.aLinkedTv(person);
    faulty.fails = fails;
    expect((await change(person)).status).toBe(503);
    faulty.fails = () => false;
    expect([await letsIn(person, person.password), await letsIn(person, NEW)]).toEqual([true, false]);
    expect(await plays(linked)).toBe(true);
    expect((await change(person)).status).toBe(200);
    expect(await plays(linked)).toBe(false);
  });

  it('of two changes at once one succeeds', async () => {
    const person = await aPerson();
    const passwords = ['the first new password', 'the second new password'] as const;
    const answers = await Promise.all(passwords.map((next) => change(person, { new: next })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const admitted = await Promise.all(passwords.map((password) => letsIn(person, password)));
    expect(admitted).toEqual(answers.map(({ status }) => status === 200));
  });

  it('a sign-in with the old one that is in flight comes to nothing', async () => {
    const person = await aPerson();
    const opening = faulty.holdNext((sql) => sql.includes('FOR SHARE'));
    const late = new WirePerson(world.api.url, anAddress());
    const signingIn = late.ask('POST', '/api/browser-session', {
      email: person.email,
      password: person.password,
    });
    // Its password was right a moment ago.
    await opening.reached;
    expect((await change(person)).status).toBe(200);
    opening.release();
    const { status, body } = await signingIn;
    expect([status, body['code']]).toEqual([401, 'sign_in_failed']);
  });

  it('giving the old one again, in flight, renews nothing', async () => {
    const person = await aPerson();
    const other = await another(person);
    const noting = faulty.holdNext((sql) => sql.includes('SET password_at = clock_timestamp()'));
    const giving = other.ask('POST', '/api/browser-session/password', { password: person.password });
    await noting.reached;
    expect((await change(person, { endOthers: false })).status).toBe(200);
    noting.release();
    expect((await giving).body['code']).toBe('password_wrong');
    expect((await other.signOutAll()).body['code']).toBe('password_required');
  });

  it('a browser that is signed out meanwhile changes nothing', async () => {
    const person = await aPerson();
    const owner = await another(person);
    const changing = faulty.holdNext((sql) => sql.includes('FOR UPDATE'));
    const late = change(person);
    await changing.reached;
    expect((await owner.ask('POST', `/api/sessions/${person.sid}/revocation`)).status).toBe(200);
    changing.release();
    expect((await late).body['code']).toBe('sign_in_required');
    expect(await letsIn(person, person.password)).toBe(true);
    expect(await isIn(owner)).toBe(true);
  });

  it('no browser is opened for a password that is no longer the account’s', async () => {
    const person = await aPerson();
    const browsers = world.api.nest.get(BrowserSessions, { strict: false });
    const proven = { sub: person.sub, email: person.email, displayName: 'Ann', passwordHash: 'another' };
    const from = { userAgent: undefined, address: anAddress(), previous: null };
    await expect(browsers.open(proven, from)).rejects.toMatchObject({ code: 'sign_in_failed' });
  });
});
