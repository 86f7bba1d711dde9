import { decodeJws } from '#libs/security-event';
import type { Device } from '../device.js';
import { sha256 } from '../key.js';
import type { Fetch } from '../ports.js';
import { DeviceWorld } from '../testing/index.js';
import { NotLinked } from './resource-fetch.js';

const URL_OF_PROFILES = 'https://films.test/profiles?of=mine';

/** A resource server in memory: it answers what the test says, and remembers what it was asked with. */
class FakeResources {
  readonly asked: { token: string; proof: Readonly<Record<string, unknown>>; init: RequestInit }[] = [];
  readonly answers: Response[] = [];

  readonly fetch: Fetch = async (_, init = {}) => {
    const headers = new Headers(init.headers);
    const token = (headers.get('authorization') ?? '').replace('DPoP ', '');
    this.asked.push({ token, proof: decodeJws(headers.get('dpop') ?? '').payload, init });
    return this.answers.shift() ?? new Response('films');
  };

  refuses(error: string, nonce?: string): void {
    const headers = {
      'WWW-Authenticate': `DPoP error="${error}"`,
      ...(nonce === undefined ? {} : { 'DPoP-Nonce': nonce }),
    };
    this.answers.push(new Response('', { status: 401, headers }));
  }
}

describe('a device that asks a resource server', () => {
  let world: DeviceWorld;
  let resources: FakeResources;
  let device: Device;
  let fetch: Fetch;
  beforeEach(async () => {
    world = new DeviceWorld();
    resources = new FakeResources();
    device = await world.linked();
    fetch = device.resourceFetch(resources.fetch);
  });
  afterEach(() => world.close());

  it('shows its token, and proves for this request alone that it holds the key', async () => {
    expect(await (await fetch(URL_OF_PROFILES)).text()).toBe('films');
    const [{ token, proof, init }] = resources.asked as [(typeof resources.asked)[number]];
    expect(world.issuer.accessTokens.get(token)).toBe('s1');
    expect(proof).toMatchObject({ htm: 'GET', htu: 'https://films.test/profiles', ath: await sha256(token) });
    expect(init).toMatchObject({ redirect: 'error', credentials: 'omit' });
  });

  it('answers a call for a nonce itself, keeps it for that origin, and proves each request anew', async () => {
    resources.refuses('use_dpop_nonce', 'n7');
    expect((await fetch(URL_OF_PROFILES)).status).toBe(200);
    await fetch(URL_OF_PROFILES);
    await fetch('https://else.test/');
    expect(resources.asked.map(({ proof }) => proof['nonce'])).toEqual([undefined, 'n7', 'n7', undefined]);
    expect(new Set(resources.asked.map(({ proof }) => proof['jti'])).size).toBe(4);
  });

  it('does not go round for ever with a server that wants ever another nonce', async () => {
    for (let count = 0; count < 10; count++) resources.refuses('use_dpop_nonce', `n${count}`);
    expect((await fetch(URL_OF_PROFILES)).status).toBe(401);
    expect(resources.asked).toHaveLength(3);
  });

  it('brings a new token when the one in hand is refused, once', async () => {
    resources.refuses('invalid_token');
    expect((await fetch(URL_OF_PROFILES)).status).toBe(200);
    const [first, second] = resources.asked.map(({ token }) => token);
    expect(second).not.toBe(first);
    resources.refuses('invalid_token');
    resources.refuses('invalid_token');
    expect((await fetch(URL_OF_PROFILES)).status).toBe(401);
    expect(resources.asked).toHaveLength(4);
  });

  it('signs out when the issuer says, in answer to that, that the session is over', async () => {
    const [session] = [...world.issuer.sessions.values()];
    session!.endedBy = await world.issuer.event('s1');
    resources.refuses('invalid_token');
    await expect(fetch(URL_OF_PROFILES)).rejects.toThrow(NotLinked);
    await world.until('the receipt is stored', () => world.saw('receipt-stored'));
    expect(world.last('signed-out')?.wiped).toContain('tokens');
    await expect(fetch(URL_OF_PROFILES)).rejects.toThrow(NotLinked);
    expect(resources.asked).toHaveLength(1);
  });
});
