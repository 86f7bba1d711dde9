import { DpopHttp } from '../../libs/device-client/src/oauth/dpop.js';
import { discovery } from '#libs/device-client';
import { nodeClock } from '#libs/device-client/node';
import { verifySecurityEvent, type Verify } from '#libs/security-event';
import { TokenEndpoint } from '../../libs/device-client/src/oauth/token-endpoint.js';
import { verifierOf } from '../../libs/device-client/src/oauth/issuer-keys.js';
import { until } from '../support/account-api/until.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { Person } from '../support/stack/person.js';
import { RawSocket } from '../support/stack/raw-socket.js';
import { StackDevice, type StackDeviceOptions } from '../support/stack/stack-device.js';

describe('a device that was signed out', () => {
  let stack: Stack;
  let person: Person;
  const devices: StackDevice[] = [];
  const sockets: RawSocket[] = [];
  beforeAll(async () => {
    stack = await aStack({ name: 'nothing-comes-back' });
    person = await Person.signedUp(stack.accountUrl);
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
    for (const device of devices.splice(0)) device.close();
  });
  afterAll(async () => {
    person?.close();
    await stack?.close();
  });

  const linked = async (options: StackDeviceOptions = {}): Promise<StackDevice> => {
    const device = await StackDevice.linked(stack, person, options);
    devices.push(device);
    return device;
  };
  const dial = (url = stack.pushTlsUrl): RawSocket => {
    const socket = new RawSocket(url, stack.keys.ca);
    sockets.push(socket);
    return socket;
  };
  /** The token endpoint as a program with this device's key asks it. */
  const tokensFor = ({ http, key }: StackDevice): TokenEndpoint =>
    new TokenEndpoint(new DpopHttp(http, key, nodeClock()), discovery(stack.issuer, http), 'tv');
  const issuerKey = async ({ http }: StackDevice): Promise<Verify | null> => {
    const { body } = await http({ method: 'GET', url: `${stack.issuer}/jwks` });
    return verifierOf((JSON.parse(body) as { keys: JsonWebKey[] }).keys[0]!);
  };

  it('cannot refresh: the answer is invalid_grant, with the event that ended it', async () => {
    const tv = await linked();
    const { sid } = tv;
    const { id } = await person.revokeSession(sid);
    const answer = await tokensFor(tv).refresh(tv.refreshToken, '1.0.0');
    expect(answer).toMatchObject({ error: 'invalid_grant' });
    const { securityEvent } = answer as { securityEvent: string };
    const key = await issuerKey(tv);
    const { event } = await verifySecurityEvent(securityEvent, stack.issuer, async () => key);
    expect(event).toMatchObject({
      predicate: { type: 'session', sid },
      txn: (await person.revocation(id)).txn,
    });
  });

  it('cannot reconnect with the token it holds, however long that would have lived', async () => {
    const tv = await linked();
    const { accessToken, key } = tv;
    expect(await dial().hello(accessToken, key)).toEqual({ ready: true });
    const { id } = await person.revokeSession(tv.sid);
    await person.blocked(id);
    const again = dial();
    expect(await again.hello(accessToken, key)).toEqual({ ready: false, code: 4501 });
    expect(again.frames.map(({ type }) => type)).not.toContain('ready');
    expect(await dial(stack.pushUrl).hello(accessToken, key)).toEqual({ ready: false, code: 4501 });
  });

  it('cannot use the code of its enrolment again', async () => {
    const device = await StackDevice.make(stack);
    devices.push(device);
    await device.on();
    const { deviceCode, userCode } = await device.code();
    await person.approve(userCode);
    await device.hears('online');
    await person.revokeSession(device.sid);
    await device.hears('receipt-stored');
    expect(await tokensFor(device).redeem(deviceCode)).toMatchObject({ error: 'invalid_grant' });
    await expect(person.approve(userCode)).rejects.toMatchObject({ status: 409 });
  });

  it('gets nothing for a code that was approved before all were signed out, and redeemed after', async () => {
    const device = await StackDevice.make(stack);
    devices.push(device);
    await device.on();
    // The device sits on its code while its owner approves, and thinks better of it.
    const { deviceCode, userCode } = await device.code();
    device.off();
    await person.approve(userCode);
    await person.revokeAll({ exceptSid: person.sid });
    const answer = await tokensFor(device).redeem(deviceCode);
    expect(answer).not.toHaveProperty('accessToken');
    expect(['invalid_grant', 'access_denied', 'expired_token']).toContain(
      (answer as { error: string }).error,
    );
  });

  it('that was off is met at its return: it wipes, and its receipt counts', async () => {
    const tv = await linked();
    const { sid } = tv;
    await person.seesOnline(sid, true);
    tv.off();
    await person.seesOnline(sid, false);
    const { id } = await person.revokeSession(sid);
    const before = await person.blocked(id);
    expect(before.devices).toMatchObject([{ sid, state: 'not-reached', confirmedAt: null }]);
    expect(tv.disk.record.grant).not.toBeNull();

    await tv.on();
    expect(await tv.hears('receipt-stored')).toMatchObject({ via: 'https' });
    expect(tv.disk.record).toEqual({ v: 1, grant: null, signOut: null, receipts: [] });
    expect(tv.data.files.size).toBe(0);
    expect((await person.settled(id)).devices).toMatchObject([{ sid, state: 'confirmed' }]);
  });

  it('superseded by its own next enrolment leaves one session, when the answer to the first was lost', async () => {
    let lost: string | null = null;
    const tv = await StackDevice.make(stack, {
      http: (http) => async (request) => {
        const response = await http(request);
        const isGrant = response.status === 200 && request.url.endsWith('/token');
        if (!isGrant || lost !== null) return response;
        lost = (JSON.parse(response.body) as { session: { sid: string } }).session.sid;
        throw new Error('the connection broke before the answer came');
      },
    });
    devices.push(tv);
    await tv.on();
    const { userCode } = await tv.code();
    await person.approve(userCode);
    // Its next poll is refused, for the code is used: the device asks for another.
    await until('the device gives up its code', () => tv.state === 'enrolment-screen');
    expect(lost).not.toBeNull();
    expect(await person.session(lost!)).toMatchObject({ state: 'active' });
    await tv.link(person);
    expect(await person.session(lost!)).toMatchObject({
      state: 'signed-out',
      signOut: { awaitsReceipt: false },
    });
    expect(await person.session(tv.sid)).toMatchObject({ state: 'active' });
    await tv.ping();
  });

  it('enrols, connects and is signed out with a clock that is fifty years off', async () => {
    const fiftyYearsMs = 50 * 365.25 * 86_400_000;
    for (const clockOffsetMs of [-fiftyYearsMs, fiftyYearsMs]) {
      const tv = await linked({ clockOffsetMs });
      await tv.ping();
      const { id } = await person.revokeSession(tv.sid);
      expect(await tv.hears('receipt-stored')).toMatchObject({ via: 'socket' });
      expect((await person.settled(id)).devices).toMatchObject([{ state: 'confirmed' }]);
    }
  });
});
