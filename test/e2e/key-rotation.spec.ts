import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { newKeyPair } from '#libs/service-runtime';
import { decodeJws } from '#libs/security-event';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { Person } from '../support/stack/person.js';
import { StackDevice } from '../support/stack/stack-device.js';

jest.setTimeout(120_000);

describe('devices that slept while the issuer changed its key', () => {
  let stack: Stack;
  let person: Person;
  const devices: StackDevice[] = [];
  beforeAll(async () => {
    stack = await aStack({ name: 'key-rotation' });
    person = await Person.signedUp(stack.accountUrl);
  });
  afterAll(async () => {
    for (const device of devices) device.close();
    person?.close();
    await stack?.close();
  });

  /** Linked, and then without power. */
  const asleep = async (name: string): Promise<StackDevice> => {
    const device = await StackDevice.linked(stack, person, { name });
    devices.push(device);
    device.off();
    await person.seesOnline(device.sid, false);
    return device;
  };
  const awake = async (device: StackDevice): Promise<void> => {
    device.forget();
    await device.on();
  };
  const kidOf = (jws: string): unknown => decodeJws(jws).header['kid'];
  const keysServed = async (): Promise<unknown[]> => {
    const { keys } = (await (await fetch(`${stack.accountUrl}/jwks`)).json()) as { keys: { kid: unknown }[] };
    return keys.map(({ kid }) => kid);
  };

  type Jwk = Readonly<Record<string, unknown>>;
  /** The key store as an operator rewrites it; instances read it when they start. */
  const rewriteKeys = async (change: (keys: readonly Jwk[]) => readonly Jwk[]): Promise<void> => {
    const file = join(stack.keys.folder, 'issuer.jwks.json');
    const { keys } = JSON.parse(await readFile(file, 'utf8')) as { keys: readonly Jwk[] };
    await writeFile(file, JSON.stringify({ keys: change(keys) }));
    const [api] = stack.accountApis;
    await api!.process.stop();
    await api!.process.start();
  };
  const aNewKey = (kid: string): Jwk => ({
    ...newKeyPair().privateKey.export({ format: 'jwk' }),
    kid,
    alg: 'ES256',
    use: 'sig',
  });

  /** As a resource server asks. */
  const isActive = async (token: string): Promise<unknown> => {
    const internal = stack.accountApis[0]!.internal;
    const response = await fetch(`http://127.0.0.1:${internal}/introspect`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
    });
    return ((await response.json()) as { active: unknown }).active;
  };

  it('are let in, signed out by the new key’s events, and none is lost on the way', async () => {
    // The key to come is served before it signs, so that who holds the keys has it by then.
    await rewriteKeys((keys) => [...keys, aNewKey('k2')]);
    expect(await keysServed()).toEqual(['k1', 'k2']);
    const [signedOut, kept, longAsleep] = [
      await asleep('Kitchen'),
      await asleep('Hall'),
      await asleep('Attic'),
    ];
    const old = kept.accessToken;
    expect(kidOf(old)).toBe('k1');

    await rewriteKeys((keys) => keys.toReversed());
    expect(await keysServed()).toEqual(['k2', 'k1']);
    expect(await isActive(old)).toBe(true);
    const { id } = await person.revokeSession(signedOut.sid);
    expect((await person.blocked(id)).points).toBe(1);
    await awake(signedOut);
    await signedOut.hears('receipt-stored');
    expect((await person.settled(id)).devices).toMatchObject([{ sid: signedOut.sid, state: 'confirmed' }]);
    expect(signedOut.data.files.size).toBe(0);

    await awake(kept);
    await kept.hears('online');
    expect(kidOf(kept.accessToken)).toBe('k2');
    const told = await person.revokeSession(kept.sid);
    expect(await kept.hears('receipt-stored')).toMatchObject({ via: 'socket' });
    await person.settled(told.id);

    // The old key is taken away, and no process remembers it.
    await rewriteKeys((keys) => keys.filter(({ kid }) => kid !== 'k1'));
    const [gateway] = stack.gateways;
    await gateway!.process.stop();
    await gateway!.process.start();
    expect(await isActive(longAsleep.accessToken)).toBe(false);
    await awake(longAsleep);
    await longAsleep.hears('online');
    await longAsleep.ping();
    expect(await person.session(longAsleep.sid)).toMatchObject({ state: 'active' });
    const last = await person.revokeSession(longAsleep.sid);
    await longAsleep.hears('receipt-stored');
    await person.settled(last.id);
  });
});
