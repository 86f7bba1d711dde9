import type { Http } from '#libs/device-client';
import { until } from '../support/account-api/until.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { OwnKafka } from '../support/stack/own-kafka.js';
import { Person } from '../support/stack/person.js';
import { StackDevice, type StackDeviceOptions } from '../support/stack/stack-device.js';

/** A consumer that lost its broker looks for it again at its own pace. */
const BACK_WITHIN_MS = 45_000;

describe('a sign-out that was answered, when something dies', () => {
  let kafka: OwnKafka;
  let stack: Stack;
  let person: Person;
  const devices: StackDevice[] = [];
  beforeAll(async () => {
    kafka = await OwnKafka.start();
    stack = await aStack({ name: 'faults', brokers: kafka.brokers });
  });
  beforeEach(async () => {
    person = await Person.signedUp(stack.accountUrl);
  });
  afterEach(() => {
    person.close();
    for (const device of devices.splice(0)) device.close();
  });
  afterAll(async () => {
    await stack?.close();
    await kafka?.close();
  });

  const linked = async (options: StackDeviceOptions = {}): Promise<StackDevice> => {
    const device = await StackDevice.linked(stack, person, options);
    devices.push(device);
    return device;
  };
  const api = (): Stack['accountApis'][number]['process'] => stack.accountApis[0]!.process;
  const unsent = async (): Promise<number> => {
    const [row] = await stack.room.query<{ count: string }>(
      'SELECT count(*) FROM outbox WHERE sent_at IS NULL',
    );
    return Number(row?.count);
  };

  it('reaches the device when Kafka was away and has come back', async () => {
    const [tv, phone] = await Promise.all([linked({ kind: 'tv' }), linked({ kind: 'phone' })]);
    await kafka.kill();
    const { id } = await person.revokeSession(tv.sid);
    expect(tv.saw('signed-out')).toBe(false);
    await kafka.again();
    await tv.hears('signed-out', BACK_WITHIN_MS);
    await tv.hears('receipt-stored', BACK_WITHIN_MS);
    await person.settled(id, BACK_WITHIN_MS);
    await phone.ping();
    expect(phone.saw('offline') || phone.saw('stopped-playing')).toBe(false);
    await tv.link(person);
    await tv.ping();
  });

  it('reaches the device when the account API was killed between commit and publish', async () => {
    const [tv, phone] = await Promise.all([linked({ kind: 'tv' }), linked({ kind: 'phone' })]);
    // Without a broker the process is held at that very point for as long as it takes to kill it.
    await kafka.kill();
    const { id } = await person.revokeSession(tv.sid);
    await api().kill();
    expect(await unsent()).toBe(1);
    await kafka.again();
    expect(tv.saw('signed-out')).toBe(false);
    // Another process: all it knows is what was committed.
    await api().start();
    await tv.hears('receipt-stored', BACK_WITHIN_MS);
    const { devices: confirmed } = await person.settled(id, BACK_WITHIN_MS);
    expect(confirmed).toMatchObject([{ sid: tv.sid, state: 'confirmed' }]);
    expect(await unsent()).toBe(0);
    await phone.ping();
    expect(phone.saw('signed-out') || phone.saw('stopped-playing')).toBe(false);
  });

  it('holds against a device that comes while Kafka is away', async () => {
    const tv = await linked();
    tv.off();
    await kafka.kill();
    await person.revokeSession(tv.sid);
    tv.forget();
    await tv.on();
    // Its refresh asks the source itself.
    await tv.hears('signed-out', BACK_WITHIN_MS);
    expect(tv.saw('online')).toBe(false);
    expect(tv.disk.record.grant).toBeNull();
    await tv.hears('receipt-stored', BACK_WITHIN_MS);
    await kafka.again();
  });

  it('gets its receipt over HTTPS when the account API was down and is back', async () => {
    let down = null as Promise<void> | null;
    const tv = await linked({
      http: (http: Http) => async (request) => {
        // The moment it holds its receipt, and has not given it yet.
        if (request.url.endsWith('/receipts')) await (down ??= api().kill());
        return http(request);
      },
    });
    const { sid } = tv;
    await person.seesOnline(sid, true);
    tv.off();
    await person.seesOnline(sid, false);
    const { id } = await person.revokeSession(sid);
    await tv.on();
    await until('the account API is down', () => down !== null);
    await down;
    await until('it has wiped', () => tv.saw('signed-out'));
    expect(tv.disk.record).toMatchObject({ grant: null, signOut: null, receipts: [{}] });
    expect(tv.saw('receipt-stored')).toBe(false);
    await api().start();
    expect(await tv.hears('receipt-stored', BACK_WITHIN_MS)).toMatchObject({ via: 'https' });
    expect(tv.disk.record.receipts).toEqual([]);
    expect((await person.settled(id)).devices).toMatchObject([{ sid, state: 'confirmed' }]);
  });
});
