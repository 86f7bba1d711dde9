import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import {
  aFreePort,
  aGuard,
  aSession,
  SERVICES,
  WirePlayer,
  type TestGuard,
  type TestService,
} from '../testing/index.js';

describe.each(Object.keys(SERVICES))('the guard before a service of %s', (edge) => {
  let world: TestGuard;
  let service: TestService;
  let url: string;
  let begun: (response: ServerResponse) => void = () => undefined;
  const players: WirePlayer[] = [];

  beforeAll(async () => {
    const port = await aFreePort();
    url = `http://localhost:${port}`;
    world = aGuard({ origins: [url] });
    service = await SERVICES[edge]!(world.guard, port, (response) => begun(response));
  });
  afterEach(() => {
    world.point.why = null;
    world.point.check = (facts) => world.point.byIndex(facts);
  });
  afterAll(async () => {
    for (const player of players) player.close();
    await service.close();
  });

  const aPlayer = async (session = aSession()) => {
    const player = new WirePlayer(url, { accessToken: await world.issuer.token(session), key: session.key });
    players.push(player);
    return Object.assign(player, { session });
  };

  it('tells who asks without a nonce which one to use, and then hands on the facts of the device', async () => {
    const player = await aPlayer();
    const asked = await player.once('GET', '/whoami?and=a+query');
    expect([asked.status, asked.json['code']]).toEqual([401, 'proof_nonce_needed']);
    expect(asked.headers['www-authenticate']).toMatch(/^DPoP error="use_dpop_nonce", .*algs="ES256"$/);
    const answered = await player.once('GET', '/whoami?and=a+query');
    const { sid, sub, seq, kind, model, appVersion, key } = player.session;
    expect(answered.json).toMatchObject({ sid, sub, seq, kind, model, appVersion, jkt: key.jkt });
    expect([answered.headers['cache-control'], answered.headers['dpop-nonce']]).toEqual([
      'no-store',
      world.nonces.next(),
    ]);
  });

  it('refuses a revoked session in words a device acts on', async () => {
    const player = await aPlayer();
    await world.point.revoke({ type: 'session', sid: player.session.sid });
    const { status, headers, json } = await player.ask('GET', '/whoami');
    expect([status, json['code'], json['device']]).toEqual([401, 'session_revoked', 'stop']);
    expect(headers['www-authenticate']).toContain('error="invalid_token"');
    expect(headers['content-type']).toBe('application/problem+json');
  });

  it('serves nobody while it cannot tell, unless the route has a grace', async () => {
    const player = await aPlayer();
    await player.ask('GET', '/whoami');
    world.point.why = 'beats-old';
    world.point.check = (_, graceMs) => (graceMs > 0 ? 'good' : 'not-fresh');
    const refused = await player.ask('GET', '/whoami');
    expect([refused.status, refused.json['code'], refused.headers['retry-after']]).toEqual([
      503,
      'not_fresh',
      '1',
    ]);
    expect((await player.ask('GET', '/graced')).status).toBe(200);
  });

  it('ends a response in the middle when its session is revoked, and leaves the others of the account', async () => {
    const sub = 'ann';
    const [tv, phone] = [await aPlayer(aSession({ sub })), await aPlayer(aSession({ sub }))];
    const writing: ServerResponse[] = [];
    begun = (response) => {
      writing.push(response);
      response.write('a piece');
    };
    const opened = async (player: WirePlayer) => {
      await player.ask('GET', '/whoami');
      const incoming = await player.open('GET', '/long');
      await once(incoming, 'data');
      return incoming;
    };
    const [onTv, onPhone] = [await opened(tv), await opened(phone)];
    const broken = once(onTv, 'error');
    await world.point.revoke({ type: 'session', sid: tv.session.sid });
    expect(writing[0]!.write('another')).toBe(false);
    const [error] = (await broken) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    const next = once(onPhone, 'data');
    writing[1]!.write('another');
    expect(String(await next)).toBe('another');
    writing[1]!.end();
    await once(onPhone, 'end');
  });
});
