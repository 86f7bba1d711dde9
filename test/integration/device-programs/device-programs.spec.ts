import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeviceProgram } from '../../support/stack/device-program.js';
import { aServedWorld, type ServedWorld } from './served-world.js';

describe('a television that is a program', () => {
  let world: ServedWorld;
  let dataDir: string;
  const running: DeviceProgram[] = [];
  beforeEach(async () => {
    world = await aServedWorld();
    dataDir = join(world.folder, 'tv');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((program) => program.kill('SIGKILL')));
    await world.close();
  });

  const start = (...args: string[]): DeviceProgram => {
    const service = { issuer: world.issuer.issuer, caFile: world.caFile };
    const program = new DeviceProgram('tv', dataDir, service, args);
    running.push(program);
    return program;
  };
  const files = async (): Promise<string[]> => {
    const found = await readdir(dataDir, { recursive: true, withFileTypes: true });
    return found
      .filter((one) => one.isFile() && !one.name.startsWith('running-'))
      .map(({ name }) => name)
      .sort();
  };
  const kept = async (): Promise<string> => readFile(join(dataDir, 'device.json'), 'utf8');
  /** As the account's owner does it: told over the socket, and at the next refresh. */
  const signOut = async (sid: string): Promise<void> => {
    const event = await world.issuer.event(sid);
    for (const one of world.issuer.sessions.values()) if (one.session.sid === sid) one.endedBy = event;
    world.gateway.current.send({ type: 'session-revoked', event });
  };

  it('keeps real files of the account, and deletes them when it is signed out', async () => {
    const tv = start();
    expect(await tv.hears('user-code')).toMatchObject({ userCode: 'BCDF-GHJK', expiresInS: 600 });
    const { session } = await tv.hears('linked');
    await tv.hears('online');
    expect(await files()).toEqual(
      ['1.svg', '2.svg', '3.svg', 'device.json', 'key.jwk.json', 'last-seen.json', 'profile.json'].sort(),
    );
    await signOut((session as { sid: string }).sid);
    expect(await tv.hears('signed-out')).toMatchObject({
      wiped: ['tokens', 'profile', 'artwork', 'last-seen'],
    });
    expect(await tv.hears('receipt-stored')).toMatchObject({ via: 'socket' });
    expect(await files()).toEqual(['device.json', 'key.jwk.json']);
    expect(await kept()).not.toContain('refresh-');
    tv.say('link');
    await tv.hears('user-code');
  });

  it('answers a ping by a round trip, signs out at home, and ends cleanly when it is told to', async () => {
    const tv = start('--name', 'Kitchen');
    await tv.hears('online');
    tv.say('ping');
    await tv.hears('pong');
    tv.say('sign-out');
    await tv.hears('signed-out');
    expect([...world.issuer.sessions.values()].map(({ endedBy }) => endedBy)).toEqual(['']);
    expect(await files()).toEqual(['device.json', 'key.jwk.json']);
    expect(await tv.kill('SIGTERM')).toBe(0);
  });

  it('is run by one program at a time: a second one is told so, and the first goes on', async () => {
    const first = start();
    await first.hears('online');
    const second = start();
    expect(await second.exited).toBe(1);
    expect(second.complaint).toMatch(
      /another program runs the device in .*: process \d+\. Stop it, or choose/,
    );
    expect(second.lines).toEqual([]);
    first.say('ping');
    await first.hears('pong');
  });

  it('is the same device, still signed in, after its plug was pulled', async () => {
    const first = start();
    await first.hears('online');
    await first.kill('SIGKILL');
    const second = start();
    expect(await second.hears('linked')).toMatchObject({ session: { sid: 's1' } });
    await second.hears('online');
  });

  it('is signed out for good, receipt included, whenever its plug is pulled in the middle of it', async () => {
    for (let round = 0; round < 8; round++) {
      const first = start();
      const { session } = await first.hears('linked');
      const { sid } = session as { sid: string };
      await first.hears('online');
      const before = world.issuer.receipts.length;
      await signOut(sid);
      // A different moment each time: so many turns of this process's loop are the only clock.
      for (let turn = 0; turn < round * 40; turn++) await new Promise((resolve) => setImmediate(resolve));
      await first.kill('SIGKILL');

      const second = start();
      await second.hears('enrolment-screen');
      while (JSON.parse(await kept()).receipts.length > 0) await second.hears('receipt-stored');
      expect(JSON.parse(await kept())).toEqual({ v: 1, grant: null, signOut: null, receipts: [] });
      expect(await files()).toEqual(['device.json', 'key.jwk.json']);
      const receipts = world.issuer.receipts.slice(before);
      expect(receipts.length).toBeGreaterThan(0);
      expect(receipts.every(({ claims }) => claims.sid === sid && claims.wiped.length === 4)).toBe(true);
      await second.kill('SIGTERM');
    }
  });

  it('says what is wrong with its arguments', async () => {
    const tv = start('--nmae', 'Kitchen');
    expect(await tv.exited).toBe(2);
    expect(tv.complaint).toContain('--nmae');
    expect(tv.complaint).toContain('usage: tv');
  });
});
