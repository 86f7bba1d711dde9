import { randomBytes, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { DpopNonces } from '#libs/resource-server';
import { LinkedWorld, type LinkedTv } from '../../support/account-api/linked-world.js';
import type { ProofOptions, WireDevice } from '../../support/account-api/wire-device.js';

jest.setTimeout(30_000);

describe('a proof of the device’s key', () => {
  let world: LinkedWorld;
  let linked: LinkedTv;

  beforeAll(async () => {
    world = await LinkedWorld.open();
    linked = await world.aLinkedTv(await world.aPerson());
  });
  afterAll(() => world?.close());

  const description = {
    client_id: 'tv',
    device_kind: 'tv',
    device_model: 'Model One',
    device_name: 'Living room',
    app_version: '4.2.1',
  };
  /** Every request that needs one, in a form that is otherwise right. */
  const requests: Readonly<Record<string, () => Promise<[string, Record<string, string>, WireDevice]>>> = {
    'device authorization': async () => ['/device_authorization', description, world.aTv()],
    redemption: async () => {
      const tv = world.aTv();
      const { deviceCode } = await tv.code();
      const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
      return ['/token', { client_id: 'tv', grant_type, device_code: deviceCode }, tv];
    },
    refresh: async () => {
      const form = { client_id: 'tv', grant_type: 'refresh_token', refresh_token: linked.refreshToken };
      return ['/token', form, linked.tv];
    },
    introspection: async () => ['/introspect', { token: linked.accessToken }, linked.tv],
    revocation: async () => ['/revoke', { token: 'one nobody knows' }, linked.tv],
  };

  describe.each(Object.keys(requests))('at %s', (name) => {
    it('is required, and whoever sends none is told the nonce', async () => {
      const [path, form, device] = await requests[name]!();
      const { status, headers, body } = await device.send(path, form, null);
      expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof']);
      expect(headers.get('dpop-nonce')).toMatch(/^[\w-]{43}$/);
      expect(headers.get('content-type')).toContain('application/json');
    });

    it.each<[string, string, () => ProofOptions]>([
      ['no nonce', 'use_dpop_nonce', () => ({ nonce: null })],
      [
        'a nonce of another secret',
        'use_dpop_nonce',
        () => ({ nonce: new DpopNonces(randomBytes(32)).next() }),
      ],
      [
        'a nonce of ten minutes ago',
        'use_dpop_nonce',
        () => ({
          nonce: new DpopNonces(world.installation.keys.nonceSecret, () => Date.now() - 600_000).next(),
        }),
      ],
    ])('with %s is answered with the right one, which then works', async (_, error, options) => {
      const [path, form, device] = await requests[name]!();
      const refused = await device.send(path, form, await device.proof(path, options()));
      expect([refused.status, refused.body['error']]).toEqual([400, error]);
      const nonce = refused.headers.get('dpop-nonce')!;
      const again = await device.send(path, form, await device.proof(path, { nonce }));
      expect(['invalid_dpop_proof', 'use_dpop_nonce']).not.toContain(again.body['error']);
    });

    it.each<[string, ProofOptions]>([
      ['another address', { htu: 'https://elsewhere.test/token' }],
      ['another method', { htm: 'GET' }],
    ])('for %s is refused', async (_, options) => {
      const [path, form, device] = await requests[name]!();
      device.nonce = new DpopNonces(world.installation.keys.nonceSecret).next();
      const refused = await device.send(path, form, await device.proof(path, options));
      expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_dpop_proof']);
    });

    it('counts once; a repeat is never `invalid_grant`, which would make a device drop its tokens', async () => {
      const [path, form, device] = await requests[name]!();
      device.nonce = new DpopNonces(world.installation.keys.nonceSecret).next();
      const proof = await device.proof(path, { jti: randomUUID() });
      const answers = await Promise.all([device.send(path, form, proof), device.send(path, form, proof)]);
      const refused = answers.filter(({ body }) => body['error'] === 'invalid_dpop_proof');
      expect(refused).toHaveLength(1);
    });
  });

  it('changed after it was signed is refused', async () => {
    const [path, form, device] = await requests['refresh']!();
    device.nonce = new DpopNonces(world.installation.keys.nonceSecret).next();
    const [header, , signature] = (await device.proof(path)).split('.');
    const [, payload] = (await device.proof(path)).split('.');
    const { status, body } = await device.send(path, form, `${header}.${payload}.${signature}`);
    expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof']);
  });

  it('does not save a page of another origin from being refused, and is exposed to configured ones', async () => {
    const ask = (origin: string) =>
      fetch(`${world.api.url}/device_authorization`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(description).toString(),
      });
    const ours = await ask(world.api.url);
    expect(ours.headers.get('access-control-allow-origin')).toBe(world.api.url);
    expect(ours.headers.get('access-control-expose-headers')).toContain('DPoP-Nonce');
    const foreign = await ask('https://evil.test');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});
