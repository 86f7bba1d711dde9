import { until } from '../../support/account-api/until.js';
import { aStack, type Listening, type Stack } from '../../support/stack/a-stack.js';
import { enrolled } from '../../support/stack/enrolled.js';
import { Person } from '../../support/stack/person.js';
import { RawSocket } from '../../support/stack/raw-socket.js';
import { StackDevice } from '../../support/stack/stack-device.js';

/** Gateways as processes, with their verifying threads, on Kafka and PostgreSQL, before devices of the real client. */
describe('a gateway as it runs', () => {
  let stack: Stack;
  let person: Person;
  const devices: StackDevice[] = [];
  beforeAll(async () => {
    stack = await aStack({ name: 'push-gateway', gateways: 2 });
    person = await Person.signedUp(stack.accountUrl);
  });
  afterEach(() => {
    for (const device of devices.splice(0)) device.close();
  });
  afterAll(async () => {
    person?.close();
    await stack?.close();
  });

  const at = ({ tls }: Listening): string => `wss://localhost:${tls}/devices`;
  const linked = async (gateway: Listening, kind: 'tv' | 'phone' = 'tv'): Promise<StackDevice> => {
    const device = await StackDevice.linked(stack, person, { push: at(gateway), kind });
    devices.push(device);
    return device;
  };
  const [first, second] = [() => stack.gateways[0]!, () => stack.gateways[1]!];
  const get = async ({ internal }: Listening, path: string): Promise<[number, string]> => {
    const response = await fetch(`http://127.0.0.1:${internal}${path}`);
    return [response.status, await response.text()];
  };
  const metric = async (gateway: Listening, series: string): Promise<number> => {
    const [, text] = await get(gateway, '/metrics');
    const line = text.split('\n').find((one) => one.startsWith(series));
    return line === undefined ? 0 : Number(line.split(' ').at(-1));
  };

  const allAnswer = async (all: readonly StackDevice[]): Promise<boolean> => {
    const answers = await Promise.allSettled(all.map((device) => device.ping()));
    return answers.every(({ status }) => status === 'fulfilled');
  };

  it('signs the TV out with a confirmed receipt, and the phone on the other gateway goes on', async () => {
    const tv = await linked(first());
    const phone = await linked(second(), 'phone');
    const before = await metric(first(), 'signoff_gateway_told_total');
    const { id } = await person.revokeSession(tv.sid);
    expect(await tv.hears('receipt-stored')).toMatchObject({ via: 'socket' });
    expect(tv.data.files.size).toBe(0);
    const settled = await person.settled(id);
    expect(settled.points).toBe(2);
    expect(settled.devices).toMatchObject([{ sid: tv.sid, state: 'confirmed' }]);
    await phone.ping();
    expect(phone.saw('signed-out')).toBe(false);
    expect(await metric(first(), 'signoff_gateway_told_total')).toBe(before + 1);
  });

  it('shows the account who is connected, and who no longer is', async () => {
    const tv = await linked(first());
    const isOnline = async (): Promise<boolean> => (await person.session(tv.sid)).online;
    await until('online', isOnline);
    tv.off();
    await until('offline', async () => !(await isOnline()));
  });

  it('serves nothing as it wakes from a freeze until it has noticed, though frames lay waiting', async () => {
    const frozen = second();
    const tv = await linked(frozen);
    const [strangers, renewer] = [await enrolled(stack, person, 5), (await enrolled(stack, person, 1))[0]!];
    const sockets = strangers.map(() => new RawSocket(at(frozen), stack.keys.ca));
    await Promise.all(sockets.map((socket) => socket.nonce()));
    const ready = new RawSocket(at(frozen), stack.keys.ca);
    expect(await ready.hello(renewer.accessToken, renewer.key)).toEqual({ ready: true });
    frozen.process.freeze();
    // Blocked only once the frozen one has been counted out; nobody can have been told.
    const { id } = await person.revokeAll({ exceptSid: person.sid });
    await person.blocked(id);
    expect(tv.saw('signed-out')).toBe(false);
    await Promise.all(sockets.map((one, i) => one.sayHello(strangers[i]!.accessToken, strangers[i]!.key)));
    await ready.sayRenew(renewer.accessToken, renewer.key);
    frozen.process.resume();
    const answers = await Promise.all(sockets.map((socket) => until('an answer', () => socket.greeting())));
    expect(answers.filter((answer) => answer.ready)).toEqual([]);
    await tv.hears('signed-out');
    await tv.hears('receipt-stored');
    await until('the renewal is answered', () => ready.closedWith !== null);
    expect(ready.count('ready')).toBe(1);
    await until('it is ready again', async () => (await get(frozen, '/health/ready'))[0] === 200);
    expect(await metric(frozen, 'signoff_gateway_verify_thread_restarts_total')).toBe(0);
  });

  it('joins while a revocation is in flight, and does not let in whom it covers', async () => {
    const joining = second();
    const tv = await linked(first());
    tv.off();
    await joining.process.stop();
    const [, back] = await Promise.all([person.revokeSession(tv.sid), joining.process.start()]);
    expect(back.runs).toBe(true);
    tv.forget();
    await tv.on();
    await tv.hears('signed-out');
    expect(tv.saw('online')).toBe(false);
  });

  it('drains on SIGTERM: not ready, devices go over to the other gateway, exit 0, and is gone', async () => {
    const leaving = first();
    const door = await StackDevice.linked(stack, person);
    devices.push(door);
    const tv = await linked(leaving);
    const gone = leaving.process.stop();
    await tv.hears('offline');
    expect(await gone).toBe(0);
    await person.session(tv.sid);
    await leaving.process.start();
    door.wake();
    await until('it is there again', () =>
      door.ping().then(
        () => true,
        () => false,
      ),
    );
  });

  it('shares devices with the other gateway, and all go on there when one is killed', async () => {
    const push = stack.gateways.map(at);
    const all: StackDevice[] = [];
    const held = (gateway: Listening): Promise<number> =>
      metric(gateway, 'signoff_gateway_connections{stage="registered"');
    const before = await Promise.all([held(first()), held(second())]);
    const shared = async (): Promise<boolean> =>
      (await held(first())) > before[0] && (await held(second())) > before[1];
    // As many as it takes until both have some: that one never gets any is a chance of 1 in 2^30.
    while (all.length < 3 || !(await shared())) {
      if (all.length === 30) throw new Error('all devices are with one gateway');
      const device = await StackDevice.linked(stack, person, { push });
      all.push(device);
      devices.push(device);
    }
    const dying = first();
    await dying.process.kill();
    await until('every device is with the other one', () => allAnswer(all), 60_000);
    await person.revokeAll({ exceptSid: person.sid });
    for (const device of all) await device.hears('signed-out');
    await dying.process.start();
  }, 180_000);

  it('answers health and metrics on the internal listener', async () => {
    // On a loaded machine beats may be late for a moment, and then it says so.
    const [, healthy] = await until('it is ready', async () => {
      const answer = await get(first(), '/health/ready');
      return answer[0] === 200 && answer;
    });
    expect(JSON.parse(healthy)).toEqual({ ok: true, checks: { enforcement: 'ok' } });
    const [, text] = await get(first(), '/metrics');
    for (const name of [
      'signoff_gateway_connections{stage="registered"',
      'signoff_gateway_admitted_total',
      'signoff_gateway_closes_total',
      'signoff_gateway_fan_out_ms_bucket',
      'signoff_gateway_verify_queue',
      'nodejs_eventloop_lag_p99_seconds',
    ])
      expect(text).toContain(name);
  });
});
