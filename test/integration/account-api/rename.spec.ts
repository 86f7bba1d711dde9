import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import type { WirePerson } from '../../support/account-api/wire-person.js';

jest.setTimeout(30_000);

describe('a device', () => {
  let world: LinkedWorld;
  beforeAll(async () => {
    world = await LinkedWorld.open();
  });
  afterAll(() => world?.close());

  const rename = (person: WirePerson, sid: string, name: unknown) =>
    person.ask('PATCH', `/api/sessions/${sid}`, { name });
  const nameOf = async (person: WirePerson, sid: string) => {
    const { body } = await person.ask('GET', '/api/sessions');
    return (body['sessions'] as { sid: string; name: string }[]).find((one) => one.sid === sid)?.name;
  };
  const entries = async (person: WirePerson) => {
    const { body } = await person.ask('GET', '/api/activity');
    return (body['entries'] as { type: string; device?: { name: string } }[])
      .filter(({ type }) => type === 'session-renamed')
      .map(({ device }) => device?.name);
  };

  it('is called what its owner calls it, and that stands among what happened, once', async () => {
    const person = await world.aPerson();
    const { sid, tv, refreshToken } = await world.aLinkedTv(person);
    for (let n = 0; n < 2; n++) expect((await rename(person, sid, 'Bedroom 📺')).status).toBe(204);
    expect(await nameOf(person, sid)).toBe('Bedroom 📺');
    expect(await entries(person)).toEqual(['Bedroom 📺']);
    expect((await tv.refresh(refreshToken)).status).toBe(200);
    expect(await nameOf(person, sid)).toBe('Bedroom 📺');
  });

  it.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['a blank at its end', 'TV '],
    ['65 characters', 'x'.repeat(65)],
    ['a line break', 'TV\nof mine'],
    ['letters that turn the line around', '\u202eVT'],
    ['what nobody sees', '\u200b\u200b'],
    ['no text', 7],
    ['no name', undefined],
  ])('is not called %s', async (_, name) => {
    const person = await world.aPerson();
    const before = await nameOf(person, person.sid);
    const answer = await rename(person, person.sid, name);
    expect([answer.status, answer.body['code']]).toEqual([400, 'malformed_request']);
    expect(await nameOf(person, person.sid)).toBe(before);
  });

  it('is named by its own account alone', async () => {
    const [person, other] = [await world.aPerson(), await world.aPerson()];
    const { sid } = await world.aLinkedTv(person);
    const before = await nameOf(person, sid);
    for (const not of [sid, randomUUID(), 'nonsense']) {
      const answer = await rename(other, not, 'Mine');
      expect([answer.status, answer.body['code']]).toEqual([404, 'session_not_found']);
    }
    expect(await nameOf(person, sid)).toBe(before);
    const { cookie } = person;
    const elsewhere = await fetch(`${world.api.url}/api/sessions/${sid}`, {
      method: 'PATCH',
      headers: { cookie, origin: 'https://evil.test', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Theirs' }),
    });
    expect(elsewhere.status).toBe(403);
  });
});
