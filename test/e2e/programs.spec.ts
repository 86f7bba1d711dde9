import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { DeviceProgram } from '../support/stack/device-program.js';
import { Person } from '../support/stack/person.js';

describe('a television and a phone as programs, against the real service', () => {
  let stack: Stack;
  let person: Person;
  let folder: string;
  const running: DeviceProgram[] = [];
  beforeAll(async () => {
    stack = await aStack({ name: 'programs' });
    person = await Person.signedUp(stack.accountUrl);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signoff-programs-'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((program) => program.kill('SIGKILL')));
    await rm(folder, { recursive: true });
  });
  afterAll(async () => {
    person?.close();
    await stack?.close();
  });

  const start = (kind: 'tv' | 'phone', ...args: string[]): DeviceProgram => {
    const service = { issuer: stack.issuer, caFile: stack.keys.caFile };
    const program = new DeviceProgram(kind, join(folder, kind), service, args);
    running.push(program);
    return program;
  };
  const linked = async (kind: 'tv' | 'phone', ...args: string[]): Promise<[DeviceProgram, string]> => {
    const program = start(kind, ...args);
    const { userCode, verificationUri } = await program.hears('user-code');
    expect(verificationUri).toBe(`${stack.accountUrl}/activate`);
    await person.approve(userCode as string);
    const { session } = await program.hears('linked');
    await program.hears('online');
    return [program, (session as { sid: string }).sid];
  };
  const filesOf = async (kind: string): Promise<Map<string, string>> => {
    const found = await readdir(join(folder, kind), { recursive: true, withFileTypes: true });
    // Which process runs it is nothing of the account's.
    const files = found
      .filter((one) => one.isFile() && !one.name.startsWith('running-'))
      .map(({ parentPath, name }) => join(parentPath, name));
    return new Map(
      await Promise.all(files.map(async (path) => [path, await readFile(path, 'utf8')] as const)),
    );
  };
  const namesOf = async (kind: string): Promise<string[]> =>
    [...(await filesOf(kind)).keys()].map((path) => path.slice(folder.length + kind.length + 2)).sort();

  it('the TV is signed out: nothing of the account is on its disk, and the phone goes on', async () => {
    const [tv, sid] = await linked('tv', '--name', 'Kitchen');
    const [phone] = await linked('phone');
    const before = await filesOf('tv');
    const { grant } = JSON.parse(before.get(join(folder, 'tv', 'device.json'))!) as {
      grant: { refreshToken: string; session: { sub: string } };
    };
    expect(await namesOf('tv')).toEqual([
      ...['account/artwork/1.svg', 'account/artwork/2.svg', 'account/artwork/3.svg'],
      ...['account/last-seen.json', 'account/profile.json', 'device.json', 'key.jwk.json'],
    ]);
    for (const path of before.keys()) expect((await stat(path)).mode & 0o077).toBe(0);

    const { id } = await person.revokeSession(sid);
    expect(await tv.hears('signed-out')).toMatchObject({
      wiped: ['tokens', 'profile', 'artwork', 'last-seen'],
    });
    expect(await tv.hears('enrolment-screen')).toMatchObject({ because: 'signed-out' });
    await tv.hears('receipt-stored');
    expect(await namesOf('tv')).toEqual(['device.json', 'key.jwk.json']);
    for (const text of (await filesOf('tv')).values()) {
      expect(text).not.toContain(grant.refreshToken);
      expect(text).not.toContain(grant.session.sub);
      expect(text).not.toContain(sid);
    }
    const { devices } = await person.settled(id);
    expect(devices).toMatchObject([{ name: 'Kitchen', state: 'confirmed' }]);
    phone.say('ping');
    await phone.hears('pong');
  });

  it('a TV that was unplugged when it was signed out says so at its next start', async () => {
    const [tv, sid] = await linked('tv');
    await tv.kill('SIGKILL');
    const { id } = await person.revokeSession(sid);
    const next = start('tv');
    await next.hears('signed-out');
    await next.hears('receipt-stored');
    expect(await namesOf('tv')).toEqual(['device.json', 'key.jwk.json']);
    expect((await person.settled(id)).devices).toMatchObject([{ state: 'confirmed' }]);
    // Nobody is there: it shows no code by itself.
    expect(next.lines.some(({ event }) => event === 'user-code')).toBe(false);
    next.say('link');
    await next.hears('user-code');
  });

  it('a phone signs itself out, and a TV that boots in 1976 is signed out like any other', async () => {
    const [phone, phoneSid] = await linked('phone');
    phone.say('sign-out');
    await phone.hears('signed-out');
    expect(await namesOf('phone')).toEqual(['device.json', 'key.jwk.json']);
    expect(await person.session(phoneSid)).toMatchObject({ signOut: { awaitsReceipt: false } });

    const [tv, sid] = await linked('tv', '--clock-days-behind', String(50 * 365.25));
    const { id } = await person.revokeSession(sid);
    await tv.hears('receipt-stored');
    expect((await person.settled(id)).devices).toMatchObject([{ state: 'confirmed' }]);
  });
});
