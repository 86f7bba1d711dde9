import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { jest } from '@jest/globals';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import { WirePerson } from '../../support/account-api/wire-person.js';

jest.setTimeout(60_000);

describe('an account', () => {
  let world: LinkedWorld;
  let url: string;
  beforeAll(async () => {
    world = await LinkedWorld.open({ config: { signInAttempts: 3, userCodeAttempts: 3 } });
    ({ url } = world.api);
  });
  afterAll(() => world?.close());

  /** Attempts are counted by address too, so each test comes from its own. */
  let addresses = 0;
  const anAddress = () => `198.51.100.${++addresses}`;
  const aPerson = () => world.aPerson(anAddress());

  it('is made, signed in to and out of; the cookie is then worth nothing', async () => {
    const person = await aPerson();
    expect((await person.ask('GET', '/api/me')).body).toEqual({
      account: { sub: person.sub, email: person.email, displayName: 'Ann' },
      sid: person.sid,
    });
    const { cookie } = person;
    const out = await person.ask('DELETE', '/api/browser-session');
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^signoff=;.*Max-Age=0/);
    expect((await person.ask('GET', '/api/me')).body['code']).toBe('sign_in_required');
    expect((await person.ask('DELETE', '/api/browser-session')).status).toBe(204);
    await person.signIn();
    expect(person.cookie).not.toBe(cookie);
    expect((await person.ask('GET', '/api/me')).status).toBe(200);
  });

  it('keeps its password as argon2id, and of its cookie only a hash', async () => {
    const person = await aPerson();
    const [row] = await world.installation.database.query<{ password_hash: string }>(
      'SELECT password_hash FROM accounts WHERE id = $1',
      [person.sub],
    );
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$/);
    const [signIn] = await world.installation.database.query<{ text: string }>(
      'SELECT row_to_json(b)::text AS text FROM browser_sign_ins b WHERE sid = $1',
      [person.sid],
    );
    expect(signIn?.text).not.toContain(person.cookie.split('=')[1]);
  });

  it('has a cookie no script reads and no other site sends; over TLS none but this host can plant one', async () => {
    const person = await aPerson();
    const { email, password } = person;
    const body = JSON.stringify({ email, password });
    const signIn = async (send: typeof fetch, origin: string) =>
      (
        await send(`${origin}/api/browser-session`, {
          method: 'POST',
          headers: { origin, 'content-type': 'application/json' },
          body,
        })
      ).headers.getSetCookie()[0]!;
    const plain = await signIn(fetch, url);
    expect(plain).toMatch(/^signoff=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
    const tls = await signIn(world.fetchTls as never, world.api.issuer);
    expect(tls).toMatch(
      /^__Host-signoff=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it('takes no cookie that was planted before the sign-in', async () => {
    const person = await aPerson();
    const planted = `signoff=${'A'.repeat(43)}`;
    person.cookie = planted;
    await person.signIn();
    expect(person.cookie).not.toBe(planted);
    const other = new WirePerson(url, anAddress());
    other.cookie = planted;
    expect((await other.ask('GET', '/api/me')).status).toBe(401);
  });

  it.each([
    ['another site', 'https://evil.test'],
    ['another port of this host', 'http://127.0.0.1:1'],
    ['no page at all', null],
    ['a page without an origin', 'null'],
  ])('is not acted for by %s', async (_, origin) => {
    const person = await aPerson();
    const { tv, sid, refreshToken } = await world.aLinkedTv(person);
    for (const [method, path] of [
      ['POST', `/api/sessions/${sid}/revocation`],
      ['POST', '/api/revocations'],
      ['DELETE', '/api/browser-session'],
      ['POST', '/api/activation'],
    ] as const) {
      const response = await fetch(url + path, {
        method,
        headers: { cookie: person.cookie, ...(origin === null ? {} : { origin }) },
      });
      expect(response.status).toBe(403);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.json()).toMatchObject({ code: 'origin_not_allowed' });
    }
    expect((await tv.refresh(refreshToken)).status).toBe(200);
    expect((await person.ask('GET', '/api/me')).status).toBe(200);
  });

  it('is one: an email in other letters is the same, and is taken', async () => {
    const person = await aPerson();
    const again = await person.ask('POST', '/api/accounts', {
      email: person.email.toUpperCase(),
      password: 'another long password',
      displayName: 'Bob',
    });
    expect([again.status, again.body['code']]).toEqual([409, 'email_taken']);
    const short = { email: `${randomUUID()}@example.com`, password: 'short', displayName: 'Bob' };
    expect((await person.ask('POST', '/api/accounts', short)).body['code']).toBe('password_too_weak');
  });

  it('of two sign-ups at once with one email makes one', async () => {
    const person = new WirePerson(url, anAddress());
    const { email, password } = person;
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        person.ask('POST', '/api/accounts', { email, password, displayName: 'Ann' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('answers a wrong password and an unknown email word for word the same', async () => {
    const person = await aPerson();
    const attempt = async (email: string) => {
      const { status, headers, body } = await new WirePerson(url, anAddress()).ask(
        'POST',
        '/api/browser-session',
        { email, password: 'not the password' },
      );
      const named = [...headers].filter(([name]) => !['date', 'etag'].includes(name));
      return { status, headers: named, body };
    };
    const wrong = await attempt(person.email);
    expect(wrong).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } });
    expect(await attempt(`${randomUUID()}@example.com`)).toEqual(wrong);
  });

  it('lets nobody guess on: after some tries even the right password waits, at once or in parallel', async () => {
    const person = await aPerson();
    const attempt = (password: string) =>
      new WirePerson(url, anAddress()).ask('POST', '/api/browser-session', { email: person.email, password });
    const answers = await Promise.all(Array.from({ length: 8 }, () => attempt('a wrong password')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
    const right = await attempt(person.password);
    expect([right.status, right.body['code']]).toEqual([429, 'too_many_requests']);
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(right.headers.get('retry-after'))).toBeLessThanOrEqual(30);
  });

  it('signing in rightly is never counted', async () => {
    const person = await aPerson();
    for (let n = 0; n < 6; n++) await person.signIn();
  });

  it('cannot be linked to a device by guessing its code: by account and by address', async () => {
    const address = anAddress();
    const [one, two] = [await world.aPerson(address), await world.aPerson(address)];
    const { userCode } = await world.aTv().code();
    const look = (person: WirePerson, code: string) => person.ask('GET', `/api/activation/${code}`);
    for (let n = 0; n < 3; n++)
      expect((await look(one, 'BBBB-BBBB')).body['code']).toBe('user_code_not_found');
    for (const person of [one, two]) {
      expect((await look(person, userCode)).status).toBe(429);
      expect((await person.approve(userCode)).status).toBe(429);
    }
    const elsewhere = await aPerson();
    expect((await elsewhere.approve(userCode)).status).toBe(200);
  });

  it('shows and ends none of another account’s', async () => {
    const person = await aPerson();
    const other = await aPerson();
    const { sid } = await world.aLinkedTv(person);
    const { body } = await person.ask('POST', `/api/sessions/${sid}/revocation`);
    const read = await other.ask('GET', `/api/revocations/${String(body['id'])}`);
    expect([read.status, read.body['code']]).toEqual([404, 'revocation_not_found']);
    const listed = await other.ask('GET', '/api/sessions');
    expect(JSON.stringify(listed.body)).not.toContain(sid);
    expect(JSON.stringify((await other.ask('GET', '/api/activity')).body)).not.toContain(sid);
  });

  it('is served for configured hosts alone, whatever the request line says', async () => {
    const { port } = new URL(url);
    const ask = (path: string, host: string) =>
      new Promise<{ status: number; text: string }>((resolve, reject) => {
        const outgoing = request({ host: '127.0.0.1', port, path, headers: { host } }, (incoming) => {
          let text = '';
          incoming.on('data', (data: Buffer) => (text += data.toString()));
          incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
        });
        outgoing.once('error', reject).end();
      });
    for (const [path, host] of [
      ['/.well-known/openid-configuration', 'evil.test'],
      ['/.well-known/openid-configuration', `evil.test:${port}`],
      ['http://evil.test/.well-known/openid-configuration', `127.0.0.1:${port}`],
      ['/api/me', 'evil.test'],
    ] as const) {
      const { status, text } = await ask(path, host);
      expect(status).toBe(421);
      expect(JSON.parse(text)).toMatchObject({ code: 'host_not_served' });
    }
    expect((await ask('/api/me', `127.0.0.1:${port}`)).status).toBe(401);
  });
});
