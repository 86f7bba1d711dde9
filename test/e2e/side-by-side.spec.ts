import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../support/account-api/until.js';
import { WRITE_TAP, writesTo } from '../support/points/written.js';
import { aStack, type Listening, type Stack } from '../support/stack/a-stack.js';
import { enrolled } from '../support/stack/enrolled.js';
import { Person } from '../support/stack/person.js';
import { RawSocket } from '../support/stack/raw-socket.js';
import { StackDevice, type StackDeviceOptions } from '../support/stack/stack-device.js';
import { RunLog } from './support/run-log.js';

/** What a point may have reported just before it froze, and clocks of two processes, ms. */
const REPORT_EVERY_MS = 500;
const COUNTED_OUT_AFTER_MS = 5_000;
/** A gateway freezes here, and a machine may be loaded. */
const BLOCKED_WITHIN_MS = 2 * COUNTED_OUT_AFTER_MS;
const CONFIRMED_WITHIN_MS = 20_000;

describe('two account APIs and two gateways, behind doors', () => {
  let stack: Stack;
  let person: Person;
  const writes = mkdtempSync(join(tmpdir(), 'signoff-writes-'));
  const log = new RunLog().writes(writes);
  const devices: StackDevice[] = [];
  const sockets: RawSocket[] = [];
  const people: Person[] = [];
  beforeAll(async () => {
    stack = await aStack({
      name: 'side-by-side',
      accountApis: 2,
      gateways: 2,
      nodeOptions: WRITE_TAP,
      env: writesTo(writes),
    });
  });
  beforeEach(async () => {
    person = log.person(await Person.signedUp(stack.accountUrl));
    people.push(person);
  });
  afterEach(async () => {
    await log.lookAgain();
    for (const one of [...devices.splice(0), ...sockets.splice(0), ...people.splice(0)]) one.close();
  });
  afterEach(async () => {
    for (const { process } of stack.gateways) if (!process.runs) await process.start();
  });
  afterAll(async () => {
    await stack?.close();
    rmSync(writes, { recursive: true });
  });

  const urlOf = ({ tls }: Listening): string => `wss://localhost:${tls}/devices`;
  const linked = async (options: StackDeviceOptions = {}): Promise<StackDevice> => {
    const device = log.device(await StackDevice.linked(stack, person, options));
    devices.push(device);
    return device;
  };
  const dial = (gateway: Listening): RawSocket => {
    const socket = log.socket(new RawSocket(urlOf(gateway), stack.keys.ca));
    sockets.push(socket);
    return socket;
  };
  const at = async (api: Listening): Promise<Person> => {
    const browser = await person.another(api.plain);
    people.push(browser);
    return browser;
  };
  /** Resolves once both are counted, by a session of a stranger's that is signed out to see. */
  const bothGateways = async (): Promise<readonly [Listening, Listening]> => {
    const stranger = log.person(await Person.signedUp(stack.accountUrl));
    people.push(stranger);
    await until('both gateways count', async () => {
      const browser = await stranger.another();
      browser.close();
      const { id } = await stranger.revokeSession(browser.sid);
      return (await stranger.blocked(id)).points === 2;
    });
    return stack.gateways as readonly [Listening, Listening];
  };

  it('tells every device of an account, whichever gateway holds it', async () => {
    const [first, second] = await bothGateways();
    const held = await Promise.all([linked({ push: urlOf(first) }), linked({ push: urlOf(second) })]);
    const { id } = await person.revokeAll({ exceptSid: person.sid });
    for (const device of held) expect(await device.hears('receipt-stored')).toMatchObject({ via: 'socket' });
    const { devices: confirmed, points } = await person.settled(id);
    expect(points).toBe(2);
    expect(confirmed.filter(({ kind }) => kind === 'tv').map(({ state }) => state)).toEqual([
      'confirmed',
      'confirmed',
    ]);
  });

  it('is one service to a person, whichever account API answers', async () => {
    const [here, there] = await Promise.all([at(stack.accountApis[0]!), at(stack.accountApis[1]!)]);
    const page = await there.openPage();
    const tv = await linked();
    const { id } = await here.revokeSession(tv.sid);
    await page.hears('of the sign-out', ({ revocationId }) => revocationId === id);
    await tv.hears('receipt-stored');
    const { blockedAt, devices: confirmed } = await there.settled(id);
    expect(await here.settled(id)).toMatchObject({ blockedAt, devices: confirmed });
    await here.revokeAll({ exceptSid: here.sid });
    await expect(there.sessions()).rejects.toMatchObject({ status: 401 });
    await page.closed;
  });

  it('brings devices to the other gateway when theirs is drained, and back into the light of day', async () => {
    const [first] = await bothGateways();
    const tvs = await Promise.all([linked(), linked(), linked(), linked()]);
    for (const tv of tvs) tv.forget();
    expect(await first.process.stop()).toBe(0);
    // The door leads those of the stopped gateway to the other; some were there all along.
    await until('all are connected again', async () => {
      const pings = await Promise.allSettled(tvs.map((tv) => tv.ping()));
      return pings.every(({ status }) => status === 'fulfilled');
    });
    expect(tvs.some((tv) => tv.saw('offline'))).toBe(true);
    for (const tv of tvs) expect(tv.saw('stopped-playing') || tv.saw('signed-out')).toBe(false);
    const { id } = await person.revokeAll({ exceptSid: person.sid });
    for (const tv of tvs) await tv.hears('receipt-stored');
    expect((await person.settled(id)).points).toBe(1);
  });

  it('lets nobody in who was signed out while the gateway was still starting', async () => {
    const [first] = await bothGateways();
    const sessions = await enrolled(stack, person, 80);
    await first.process.stop();
    let isReady = false;
    const starting = first.process.start().then(() => (isReady = true));
    const over: (typeof sessions)[number][] = [];
    // One after the other, each until it is blocked: that takes as long as the start does, or longer.
    while (!isReady && over.length < sessions.length - 10) {
      const device = sessions[over.length]!;
      over.push(device);
      await person.blocked((await person.revokeSession(device.sid)).id);
    }
    await starting;
    const greetings = await Promise.all(
      over.map(({ accessToken, key }) => dial(first).hello(accessToken, key)),
    );
    process.stdout.write(`${over.length} sessions were signed out while a gateway joined\n`);
    expect(over.length).toBeGreaterThan(3);
    expect(greetings.filter(({ ready }) => ready)).toEqual([]);
    const living = sessions.slice(over.length, over.length + 5);
    const welcomed = await Promise.all(
      living.map(({ accessToken, key }) => dial(first).hello(accessToken, key)),
    );
    expect(welcomed).toEqual(living.map(() => ({ ready: true })));
  });

  it('calls a session blocked only when a frozen gateway has fenced itself, which serves nothing when it wakes', async () => {
    const [frozen, other] = await bothGateways();
    const [there, here] = await Promise.all([
      linked({ push: urlOf(frozen) }),
      linked({ push: urlOf(other) }),
    ]);
    const [greeting, renewing] = await enrolled(stack, person, 2);
    const late = dial(frozen);
    await late.nonce();
    const open = dial(frozen);
    expect(await open.hello(renewing!.accessToken, renewing!.key)).toEqual({ ready: true });

    frozen.process.freeze();
    const frozenAt = Date.now();
    // These wait in its sockets for it to wake.
    await late.sayHello(greeting!.accessToken, greeting!.key);
    await open.sayRenew(renewing!.accessToken, renewing!.key);
    const { id, blockedAt: atOnce } = await person.revokeAll({ exceptSid: person.sid });
    expect(atOnce).toBeNull();
    await here.hears('receipt-stored');
    expect((await person.revocation(id)).blockedAt).toBeNull();
    const { blockedAt, points } = await person.blocked(id);
    expect(blockedAt - frozenAt).toBeGreaterThan(COUNTED_OUT_AFTER_MS - 2 * REPORT_EVERY_MS);
    expect(points).toBe(1);

    frozen.process.resume();
    const greeted = await until('the late hello is answered', () => late.greeting());
    expect(greeted.ready).toBe(false);
    await there.hears('signed-out');
    await there.hears('receipt-stored');
    await until('the open connection is closed', () => open.closedWith !== null);
    expect(open.closedWith).toBe(4501);
    expect(open.count('ready')).toBe(1);
    expect(await dial(frozen).hello(renewing!.accessToken, renewing!.key)).toEqual({
      ready: false,
      code: 4501,
    });

    await there.link(person);
    await there.ping();
    await bothGateways();
  });

  it('has kept every promise, by what owners were answered, gateways wrote and devices heard', async () => {
    const { findings, tally, revocations, pointEntries } = await log.audit(stack.room, {
      blockedWithinMs: BLOCKED_WITHIN_MS,
      confirmedWithinMs: CONFIRMED_WITHIN_MS,
    });
    process.stdout.write(
      `${revocations} revocations and ${pointEntries} writes audited: ${JSON.stringify({ ...tally, odd: tally.odd.length })}\n`,
    );
    expect(findings.map(({ sentence }) => sentence)).toEqual([]);
    expect(tally.confirmed).toBeGreaterThanOrEqual(9);
    expect(tally.untouched).toBeGreaterThan(0);
    // Else the gateways' own logs were not read.
    expect(pointEntries).toBeGreaterThan(tally.confirmed);
  });
});
