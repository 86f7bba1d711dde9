import { jest } from '@jest/globals';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import type { WirePerson } from '../../support/account-api/wire-person.js';

jest.setTimeout(60_000);

describe('ending more than one session needs the password within the last five minutes', () => {
  let world: LinkedWorld;
  beforeAll(async () => {
    world = await LinkedWorld.open({ config: { signInAttempts: 3 } });
  });
  afterAll(() => world?.close());

  /** Attempts are counted by address too, so each test comes from its own. */
  let addresses = 0;
  const aPerson = () => world.aPerson(`198.51.100.${++addresses}`);
  const ago = async ({ sid }: WirePerson, age: string): Promise<void> => {
    await world.installation.database.query(
      `UPDATE browser_sign_ins SET password_at = now() - $2::interval WHERE sid = $1`,
      [sid, age],
    );
  };
  const give = (person: WirePerson, password: unknown = person.password) =>
    person.ask('POST', '/api/browser-session/password', { password });
  const signOut = (person: WirePerson, sid: string) => person.ask('POST', `/api/sessions/${sid}/revocation`);
  const plays = async ({ tv, refreshToken }: Awaited<ReturnType<LinkedWorld['aLinkedTv']>>) =>
    (await tv.refresh(refreshToken)).status === 200;

  it('sign-in included: who has just signed in is not asked', async () => {
    const person = await aPerson();
    await ago(person, '4 minutes');
    expect((await person.signOutAll({ exceptSid: person.sid })).status).toBe(200);
  });

  it('a stolen cookie alone signs nobody out but one', async () => {
    const person = await aPerson();
    const linked = [await world.aLinkedTv(person), await world.aLinkedTv(person)] as const;
    await ago(person, '6 minutes');
    for (const body of [{}, { exceptSid: person.sid }]) {
      const refused = await person.signOutAll(body);
      expect([refused.status, refused.body['code']]).toEqual([403, 'password_required']);
      expect(refused.body['detail']).toBe('to sign out more than one session');
    }
    const answers = await Promise.all(linked.map(({ sid }) => signOut(person, sid)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect((await Promise.all(linked.map(plays))).filter(Boolean)).toHaveLength(1);
  });

  it('the one is not used up by a repeat, nor by a session that is none', async () => {
    const person = await aPerson();
    const { sid } = await world.aLinkedTv(person);
    const other = await world.aLinkedTv(await aPerson());
    await ago(person, '6 minutes');
    expect((await signOut(person, other.sid)).status).toBe(404);
    expect((await signOut(person, sid)).status).toBe(200);
    expect((await signOut(person, sid)).status).toBe(200);
    expect(await plays(other)).toBe(true);
  });

  it('given again, it lets this browser go on, and no other', async () => {
    const person = await aPerson();
    const thief = await world.aPerson();
    Object.assign(thief, { email: person.email, password: person.password });
    await thief.signIn();
    await ago(person, '1 day');
    await ago(thief, '1 day');
    expect((await give(person)).status).toBe(204);
    expect((await thief.signOutAll()).body['code']).toBe('password_required');
    expect((await person.signOutAll({ exceptSid: person.sid })).status).toBe(200);
  });

  it('a wrong one changes nothing, and is counted with the sign-ins', async () => {
    const person = await aPerson();
    await ago(person, '6 minutes');
    for (let n = 0; n < 3; n++) {
      const wrong = await give(person, 'not the password');
      expect([wrong.status, wrong.body['code']]).toEqual([403, 'password_wrong']);
    }
    const right = await give(person);
    expect([right.status, right.body['code']]).toEqual([429, 'too_many_requests']);
    expect((await person.signOutAll()).body['code']).toBe('password_required');
  });

  it('what is no text is no password', async () => {
    const person = await aPerson();
    for (const password of [null, 7, {}, 'x'.repeat(513)]) {
      expect((await give(person, password)).body['code']).toBe('malformed_request');
    }
  });

  it('is asked of browsers alone: with a device’s tokens nobody manages the account', async () => {
    const person = await aPerson();
    const { tv, sid, accessToken, refreshToken } = await world.aLinkedTv(person);
    const { api } = world;
    for (const token of [accessToken, refreshToken]) {
      for (const credential of [
        { authorization: `DPoP ${token}` },
        { authorization: `Bearer ${token}` },
        { cookie: `signoff=${token}` },
      ]) {
        for (const [method, path, body] of [
          ['GET', '/api/me'],
          ['GET', '/api/sessions'],
          ['GET', '/api/events'],
          ['POST', `/api/sessions/${sid}/revocation`],
          ['POST', '/api/revocations'],
          ['POST', '/api/browser-session/password', { password: person.password }],
        ] as const) {
          const response = await fetch(api.url + path, {
            method,
            headers: { origin: api.url, 'content-type': 'application/json', ...credential },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          });
          expect([path, response.status, ((await response.json()) as { code: string }).code]).toEqual([
            path,
            401,
            'sign_in_required',
          ]);
        }
      }
    }
    expect((await tv.refresh(refreshToken)).status).toBe(200);
  });
});
