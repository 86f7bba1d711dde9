import { jest } from '@jest/globals';
import { LinkedWorld } from '../../support/account-api/linked-world.js';

jest.setTimeout(30_000);

describe('a token, asked about and given up', () => {
  let world: LinkedWorld;
  beforeAll(async () => {
    world = await LinkedWorld.open();
  });
  afterAll(() => world?.close());

  const linked = async () => {
    const person = await world.aPerson();
    return { person, ...(await world.aLinkedTv(person)) };
  };
  const internally = async (token: string) => {
    const response = await fetch(`${world.api.internalUrl}/introspect`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
    });
    return (await response.json()) as Record<string, unknown>;
  };

  it('is active for its device and, on the internal listener, for our own servers', async () => {
    const { person, tv, sid, accessToken, refreshToken } = await linked();
    const facts = { active: true, sub: person.sub, sid, kind: 'tv', client_id: 'tv', token_type: 'DPoP' };
    const asked = await tv.post('/introspect', { token: accessToken });
    expect(asked.body).toMatchObject({ ...facts, cnf: { jkt: tv.key.jkt }, exp: expect.any(Number) });
    expect(asked.headers.get('cache-control')).toBe('no-store');
    expect((await tv.post('/introspect', { token: refreshToken })).body).toMatchObject(facts);
    expect(await internally(accessToken)).toMatchObject(facts);
  });

  it('tells another key nothing, as if it did not exist', async () => {
    const { accessToken, refreshToken } = await linked();
    for (const token of [accessToken, refreshToken, 'nonsense', 'a.b.c']) {
      const { status, body } = await world.aTv().post('/introspect', { token });
      expect([status, body]).toEqual([200, { active: false }]);
    }
  });

  it('is inactive the moment its session is signed out, whatever its own life', async () => {
    const { person, tv, sid, accessToken, refreshToken } = await linked();
    await person.ask('POST', `/api/sessions/${sid}/revocation`);
    for (const token of [accessToken, refreshToken]) {
      expect((await tv.post('/introspect', { token })).body).toEqual({ active: false });
      expect(await internally(token)).toEqual({ active: false });
    }
  });

  it('of another issuer or another type is inactive', async () => {
    const { accessToken } = await linked();
    const [header, payload, signature] = accessToken.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, seq: 1e9 })).toString('base64url');
    expect(await internally(`${header}.${forged}.${signature}`)).toEqual({ active: false });
  });

  it('stays good as long as its device keeps coming back, and no longer', async () => {
    const { person, tv, sid, refreshToken } = await linked();
    const isListed = async () =>
      JSON.stringify((await person.ask('GET', '/api/sessions')).body).includes(sid);
    const seen = (days: number) =>
      world.installation.database.query(
        `UPDATE sessions SET last_seen_at = now() - make_interval(days => $2) WHERE sid = $1`,
        [sid, days],
      );
    await world.installation.database.query(
      `UPDATE oidc_payloads SET expires_at = now() - interval '1 day' WHERE grant_id = $1`,
      [sid],
    );
    await seen(399);
    expect(await internally(refreshToken)).toMatchObject({ active: true });
    expect(await isListed()).toBe(true);
    expect((await tv.refresh(refreshToken)).status).toBe(200);
    await seen(401);
    expect(await isListed()).toBe(false);
    expect(await internally(refreshToken)).toEqual({ active: false });
    expect((await tv.refresh(refreshToken)).body['error']).toBe('invalid_grant');
  });

  it.each(['accessToken', 'refreshToken'] as const)(
    'given up by its device (%s) ends that session, once, and awaits no receipt',
    async (name) => {
      const device = await linked();
      const { person, tv, sid, refreshToken } = device;
      const form = { token: device[name] };
      expect([(await tv.post('/revoke', form)).status, (await tv.post('/revoke', form)).status]).toEqual([
        200, 200,
      ]);
      expect((await tv.refresh(refreshToken)).body['error']).toBe('invalid_grant');
      const { body } = await person.ask('GET', '/api/sessions');
      const listed = (body['sessions'] as { sid: string }[]).find((one) => one.sid === sid);
      expect(listed).toMatchObject({ state: 'signed-out', signOut: { awaitsReceipt: false } });
      const rows = await world.installation.database.query('SELECT cause FROM revocations WHERE sid = $1', [
        sid,
      ]);
      expect(rows).toEqual([{ cause: 'local' }]);
    },
  );

  it('cannot be given up by another key: that ends nothing', async () => {
    const { tv, accessToken, refreshToken } = await linked();
    const thief = world.aTv();
    for (const token of [accessToken, refreshToken]) {
      const { status, body } = await thief.post('/revoke', { token });
      expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof']);
    }
    expect((await thief.post('/revoke', { token: 'nonsense' })).status).toBe(200);
    expect((await tv.refresh(refreshToken)).status).toBe(200);
  });

  it.each([
    ['no token', ''],
    ['the token twice', 'token=a&token=b'],
    ['a body that is too large', `token=${'x'.repeat(20_000)}`],
  ])('asked about with %s is an error in the form of OAuth', async (_, body) => {
    for (const path of ['/introspect', '/revoke']) {
      const response = await fetch(`${world.api.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    }
  });
});
