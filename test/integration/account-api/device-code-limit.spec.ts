import { LinkedWorld } from '../../support/account-api/linked-world.js';
import { WireDevice } from '../../support/account-api/wire-device.js';
import type { TlsFetch } from '../../support/account-api/tls-fetch.js';

describe('asking for device codes', () => {
  let world: LinkedWorld;
  beforeAll(async () => {
    world = await LinkedWorld.open({ config: { deviceCodesPerAddress: 3 } });
  });
  afterAll(() => world?.close());

  const deviceAt = (address: string): WireDevice => {
    const through = ((url: string, init?: Parameters<TlsFetch>[1]) =>
      world.fetchTls(url, {
        ...init,
        headers: { ...(init?.headers as Record<string, string>), 'x-forwarded-for': address },
      })) as TlsFetch;
    return new WireDevice(world.api.issuer, through);
  };

  it('too often from one address is told to slow down, in what time, and leaves nothing behind', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => deviceAt('198.51.100.7').askForCode()),
    );
    const refused = answers.filter(({ status }) => status === 429);
    // One more comes each half second, so a slow machine lets a few more in.
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(3);
    for (const { headers, body } of refused) {
      expect(body['error']).toBe('slow_down');
      expect(body['error_description']).toContain('Retry-After');
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
    }
    const rows = await world.installation.database.query(
      `SELECT 1 FROM oidc_payloads WHERE model = 'DeviceCode' AND payload::text LIKE '%198.51.100.7%'`,
    );
    expect(rows).toHaveLength(answers.length - refused.length);
  });

  it('is nothing to another address, and one /64 counts as one', async () => {
    const fromNetwork = await Promise.all(
      Array.from({ length: 30 }, (_, index) => deviceAt(`2001:db8::${index + 1}`).askForCode()),
    );
    expect(fromNetwork.map(({ status }) => status)).toContain(429);
    expect((await deviceAt('2001:db8:0:1::1').askForCode()).status).toBe(200);
    expect((await deviceAt('198.51.100.8').askForCode()).status).toBe(200);
  });

  it('counts nobody who was only sent for a nonce, and nobody whose request was refused', async () => {
    const device = deviceAt('198.51.100.9');
    for (let n = 0; n < 6; n++) {
      expect((await device.send('/device_authorization', { client_id: 'tv' }, null)).status).toBe(400);
      expect((await device.askForCode({ device_name: '' })).status).toBe(400);
    }
    expect((await device.askForCode()).status).toBe(200);
  });
});
