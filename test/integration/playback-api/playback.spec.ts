import { randomUUID } from 'node:crypto';
import { aPlayback, type Playback } from '../../support/playback-api/a-playback.js';
import { Cinema, type Player } from '../../support/playback-api/cinema.js';
import { aStack, type Stack } from '../../support/stack/a-stack.js';
import type { Person } from '../../support/stack/person.js';

describe('the playback API', () => {
  let stack: Stack;
  let playback: Playback;
  let cinema: Cinema;
  let person: Person;

  beforeAll(async () => {
    stack = await aStack({ name: 'playback-api' });
    playback = await aPlayback(stack, {
      name: 'playback-api-1',
      env: { SIGNOFF_ALLOWED_ORIGINS: 'http://tv.test' },
    });
    cinema = new Cinema(stack, playback);
    person = await cinema.aPerson();
  });
  /** A device for what changes nothing: linking one takes a second. */
  let known: Promise<Player> | null = null;
  const aKnownTv = (): Promise<Player> => (known ??= cinema.aPlayer(person));

  afterAll(async () => {
    cinema?.close();
    await playback?.close();
    await stack?.close();
  });

  it('shows two profiles, the same ones to every device of the account', async () => {
    const [tv, phone] = [await cinema.aPlayer(person), await cinema.aPlayer(person)];
    const [seen, again] = await Promise.all([tv.ask('GET', '/profiles'), phone.ask('GET', '/profiles')]);
    expect(seen.status).toBe(200);
    expect(seen.json['profiles']).toHaveLength(2);
    expect(again.json).toEqual(seen.json);
  });

  it.each(['plain', 'tls'])(
    'plays a film over its %s listener: a playlist, and segments that nothing may keep',
    async (listener) => {
      const tv = await cinema.aPlayer(
        await cinema.aPerson(),
        listener === 'tls' ? playback.tlsUrl : playback.url,
      );
      const stream = await cinema.playing(tv);
      const playlist = await tv.ask('GET', `${stream}/playlist.m3u8`);
      expect(playlist.headers['content-type']).toContain('application/vnd.apple.mpegurl');
      const names = playlist.body
        .toString()
        .split('\n')
        .filter((line) => line.endsWith('.ts'));
      expect(names).toHaveLength(30);
      const { status, headers, body } = await tv.ask('GET', `${stream}/${names[29]!}`);
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'video/mp2t',
        'no-store',
      ]);
      // MPEG-TS: packets of 188 bytes that begin with a sync byte.
      expect([body[0], body.length % 188]).toEqual([0x47, 0]);
    },
  );

  it('lists titles with artwork that is safe to show, and recommends what was not watched yet', async () => {
    const tv = await cinema.aPlayer(await cinema.aPerson());
    const profile = await cinema.firstProfile(tv);
    const { json } = await tv.ask('GET', `/catalogue?profile=${profile}`);
    const titles = json['titles'] as { id: string; artwork: string }[];
    const [first] = json['recommendations'] as string[];
    expect(titles.map(({ id }) => id)).toContain(first);
    const { body, headers } = await tv.ask('GET', titles[0]!.artwork);
    expect(headers['content-type']).toContain('image/svg+xml');
    expect(body.toString()).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(body.toString()).not.toMatch(/script|href|style=/);

    await tv.ask('PUT', `/profiles/${profile}/history/${first!}`, { body: { positionS: 12 } });
    const { json: next } = await tv.ask('GET', `/profiles/${profile}/recommendations`);
    expect(next['recommendations']).not.toContain(first);
  });

  it('remembers how far each profile has watched', async () => {
    const tv = await cinema.aPlayer(await cinema.aPerson());
    const profile = await cinema.firstProfile(tv);
    const path = `/profiles/${profile}/history`;
    for (const [title, positionS] of [
      ['salt', 5],
      ['low-orbit', 6],
      ['salt', 44],
    ] as const) {
      expect((await tv.ask('PUT', `${path}/${title}`, { body: { positionS } })).status).toBe(204);
    }
    const { json } = await tv.ask('GET', path);
    expect(json['entries']).toMatchObject([
      { titleId: 'salt', positionS: 44 },
      { titleId: 'low-orbit', positionS: 6 },
    ]);
    const other = ((await tv.ask('GET', '/profiles')).json['profiles'] as { id: string }[])[1]!.id;
    expect((await tv.ask('GET', `/profiles/${other}/history`)).json).toEqual({ entries: [] });
  });

  it('shows a payment method by its last four digits, and has no more of it', async () => {
    const tv = await cinema.aPlayer(person);
    const { json } = await tv.ask('GET', '/payment-methods');
    expect(json).toEqual({
      methods: [{ brand: 'Visa', last4: expect.stringMatching(/^\d{4}$/), expires: '09/29' }],
    });
    expect((await tv.ask('GET', '/payment-methods')).json).toEqual(json);
  });

  it('answers about another account’s profile as if there were none', async () => {
    const [ann, bob] = [await cinema.aPlayer(person), await cinema.aPlayer(await cinema.aPerson())];
    const foreign = await cinema.firstProfile(bob);
    const body = { titleId: 'salt', profileId: foreign };
    for (const id of [foreign, randomUUID(), 'x', '../profiles']) {
      const answers = [
        await ann.ask('GET', `/profiles/${encodeURIComponent(id)}/history`),
        await ann.ask('GET', `/catalogue?profile=${encodeURIComponent(id)}`),
        await ann.ask('PUT', `/profiles/${encodeURIComponent(id)}/history/salt`, { body: { positionS: 1 } }),
        await ann.ask('POST', '/streams', { body: { ...body, profileId: id } }),
      ];
      for (const { status, json } of answers)
        expect([status, json['code']]).toEqual([404, 'profile_not_found']);
    }
    expect((await bob.ask('GET', `/profiles/${foreign}/history`)).json).toEqual({ entries: [] });
  });

  it('plays a stream for the session that started it alone', async () => {
    const [tv, phone] = [await cinema.aPlayer(person), await cinema.aPlayer(person)];
    const stream = await cinema.playing(tv);
    for (const path of ['playlist.m3u8', '0.ts', 'film.ts']) {
      const { status, json } = await phone.ask('GET', `${stream}/${path}`);
      expect([status, json['code']]).toEqual([404, 'stream_not_found']);
    }
    expect((await phone.ask('DELETE', stream)).json['code']).toBe('stream_not_found');
    expect((await tv.ask('GET', `${stream}/0.ts`)).status).toBe(200);
    expect((await tv.ask('DELETE', stream)).status).toBe(204);
    expect((await tv.ask('GET', `${stream}/0.ts`)).json['code']).toBe('stream_not_found');
  });

  it.each(['30.ts', '-1.ts', '00.ts', '1e1.ts', '99999999999.ts', '0.mpegts', '..%2f0.ts', '0.ts%00', 'x'])(
    'knows no segment %s',
    async (name) => {
      const tv = await aKnownTv();
      const { status, json } = await tv.ask('GET', `${await cinema.playing(tv)}/${name}`);
      expect([status, json['code'], json['device']]).toEqual([404, 'segment_not_found', 'retry']);
    },
  );

  it.each([
    ['a title there is none of', { titleId: 'nope' }, 404, 'title_not_found'],
    ['a title that is no text', { titleId: 7 }, 400, 'malformed_request'],
    ['nothing', { titleId: undefined }, 400, 'malformed_request'],
  ])('does not start %s', async (_, wanted, status, code) => {
    const tv = await aKnownTv();
    const body = { profileId: await cinema.firstProfile(tv), ...wanted };
    const answer = await tv.ask('POST', '/streams', { body });
    expect([answer.status, answer.json['code']]).toEqual([status, code]);
  });

  it.each([-1, 1.5, '3', 1e9])('takes no position of %p seconds', async (positionS) => {
    const tv = await aKnownTv();
    const path = `/profiles/${await cinema.firstProfile(tv)}/history/salt`;
    expect((await tv.ask('PUT', path, { body: { positionS } })).json['code']).toBe('malformed_request');
  });

  it('takes no body larger than it needs', async () => {
    const tv = await aKnownTv();
    const { status, json } = await tv.ask('POST', '/streams', { body: { titleId: 'x'.repeat(20_000) } });
    expect([status, json['code']]).toEqual([413, 'payload_too_large']);
  });

  describe('with two films at once an account', () => {
    it('refuses a third and says what plays where; of three that start together two play', async () => {
      const owner = await cinema.aPerson();
      const devices = [await cinema.aPlayer(owner), await cinema.aPlayer(owner), await cinema.aPlayer(owner)];
      for (const device of devices) await cinema.firstProfile(device);
      const answers = await Promise.all(devices.map((device) => cinema.start(device, 'salt')));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409]);
      const { json } = answers.find(({ status }) => status === 409)!;
      expect(json['code']).toBe('stream_limit_reached');
      expect(json['detail']).toBe('“Salt” on a TV (Aurora 55); “Salt” on a TV (Aurora 55)');
    });

    it('gives the place of a device that was signed out to the next one at once', async () => {
      const owner = await cinema.aPerson();
      const [tv, phone, third] = [
        await cinema.aPlayer(owner),
        await cinema.aPlayer(owner),
        await cinema.aPlayer(owner),
      ] as const;
      await cinema.playing(tv);
      await cinema.playing(phone);
      expect((await cinema.start(third)).status).toBe(409);
      const { id } = await owner.revokeSession(tv.sid);
      await owner.blocked(id);
      expect((await cinema.start(third)).status).toBe(201);
    });

    it('counts a session that starts again once: its device may have lost its power', async () => {
      const owner = await cinema.aPerson();
      const [tv, phone] = [await cinema.aPlayer(owner), await cinema.aPlayer(owner)];
      for (let i = 0; i < 3; i++) await cinema.playing(tv);
      expect((await cinema.start(phone)).status).toBe(201);
    });
  });

  describe('for pages', () => {
    const preflight = (origin: string) =>
      fetch(`${playback.url}/streams`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });

    it('lets a page of a configured origin ask, and read what a proof needs', async () => {
      const { status, headers } = await preflight('http://tv.test');
      expect([status, headers.get('access-control-allow-origin')]).toEqual([204, 'http://tv.test']);
      expect(headers.get('access-control-allow-headers')).toBe('Authorization, DPoP, Content-Type');
      const refused = await fetch(`${playback.url}/profiles`, { headers: { origin: 'http://tv.test' } });
      expect([refused.status, refused.headers.get('access-control-expose-headers')]).toEqual([
        401,
        'DPoP-Nonce, WWW-Authenticate, Retry-After',
      ]);
    });

    it('lets no other page do so', async () => {
      expect((await preflight('https://evil.test')).headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  it('shows what is streamed to its own servers alone', async () => {
    for (const path of ['/internal/streams', '/internal/', '/health/ready', '/metrics']) {
      expect((await fetch(playback.url + path)).status).toBe(404);
    }
    expect((await fetch(`${playback.internalUrl}/health/ready`)).status).toBe(200);
    expect((await fetch(`${playback.internalUrl}/profiles`)).status).toBe(404);
  });
});
