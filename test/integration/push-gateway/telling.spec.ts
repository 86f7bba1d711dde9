import { EventStreamError, topicName, type EventStream, type ReceiptRecord } from '#libs/event-stream';
import { MemoryEventStream } from '#libs/event-stream/testing';
import { aGate } from '../../support/account-api/gate.js';
import { until } from '../../support/account-api/until.js';
import { aReceipt, aSession } from '../../support/push-gateway/an-issuer.js';
import { aGateway, type TestGateway } from '../../support/push-gateway/a-gateway.js';

const RECEIPTS = topicName('deviceReceipts', '');

/** So long that nothing is closed for want of a receipt meanwhile. */
const LONG = { receiptWindowMs: 600_000 };

/** Publications wait for the spec, or are refused by it. */
class GatedPublications extends MemoryEventStream {
  gate: Promise<void> = Promise.resolve();
  refuses = false;
  batches = 0;

  override async publishAll(...[records]: Parameters<EventStream['publishAll']>): Promise<void> {
    if (records[0]?.topic === RECEIPTS) {
      this.batches += 1;
      await this.gate;
      if (this.refuses) throw new EventStreamError('the broker is away', true);
    }
    await super.publishAll(records);
  }
}

describe('telling devices that they are signed out', () => {
  let stream: GatedPublications;
  let gateway: TestGateway;
  beforeEach(async () => {
    stream = new GatedPublications();
    gateway = await aGateway({ stream });
  });
  afterEach(() => gateway.close());

  it('signs the TV out with one frame, stores its receipt, and leaves the phone of the account connected', async () => {
    const sub = aSession().sub;
    const tv = await gateway.ready(aSession({ sub }));
    const phone = await gateway.ready(aSession({ sub, kind: 'phone' }));
    const stored = gateway.records(RECEIPTS);
    const { set } = await gateway.point.revoke({ type: 'session', sid: tv.session.sid });
    expect(await tv.hears('session-revoked')).toEqual({ type: 'session-revoked', event: set });
    const receipt = await aReceipt(tv.session, gateway.issuer.issuer, { jti: 'r1' });
    tv.say({ type: 'receipt', receipt });
    expect(await tv.hears('receipt-stored')).toEqual({ type: 'receipt-stored', jti: 'r1' });
    expect(await tv.closed).toEqual({ code: 4501, reason: 'the session is revoked' });
    expect(stored.map(({ key, value }) => [key, JSON.parse(value) as ReceiptRecord])).toMatchObject([
      [tv.session.sid, { v: 1, gateway: 'gw', receipts: [receipt] }],
    ]);
    expect(await phone.ping()).toBe('pong');
    expect(phone.hasHeard('session-revoked')).toBe(false);
    expect(await gateway.metric('told_total')).toBe(1);
    expect(await gateway.metric('receipts_stored_total')).toBe(1);
    expect(await gateway.metric('fan_out_ms')).toBe(1);
  });

  it('signs out all devices of an account but the one that is spared, and those of no other', async () => {
    const sub = aSession().sub;
    const tv = await gateway.ready(aSession({ sub }));
    const spared = await gateway.ready(aSession({ sub }));
    const later = await gateway.ready(aSession({ sub, seq: 1_000_000 }));
    const other = await gateway.ready();
    const cutoff = other.session.seq;
    await gateway.point.revoke({ type: 'account', sub, cutoff, exceptSid: spared.session.sid });
    await tv.hears('session-revoked');
    for (const device of [spared, later, other]) expect(await device.ping()).toBe('pong');
  });

  it('finds a class among thousands by looking at each, and tells just those', async () => {
    const old = await Promise.all(
      Array.from({ length: 40 }, () => gateway.ready(aSession({ model: 'Old', appVersion: '1.0' }))),
    );
    const others = await Promise.all(
      Array.from({ length: 40 }, () => gateway.ready(aSession({ model: 'New', appVersion: '1.0' }))),
    );
    await gateway.point.revoke({ type: 'class', cutoff: 1_000_000, models: ['Old'], maxAppVersion: '1.9' });
    await Promise.all(old.map((device) => device.hears('session-revoked')));
    for (const device of others) expect(await device.ping()).toBe('pong');
    expect(await gateway.metric('told_total')).toBe(40);
  });

  it('has marked every covered connection when the event counts as applied', async () => {
    const devices = await Promise.all(Array.from({ length: 20 }, () => gateway.ready()));
    const { hub } = gateway.gateway;
    await gateway.point.revoke({ type: 'class', cutoff: 1_000_000 });
    expect([...hub.registered()].map(({ stage }) => stage)).toEqual(devices.map(() => 'over'));
  });

  it('tells a device once, though two events cover it', async () => {
    const tv = await gateway.ready();
    const { sid, sub, seq } = tv.session;
    await gateway.point.revoke({ type: 'session', sid });
    await gateway.point.revoke({ type: 'account', sub, cutoff: seq });
    await tv.hears('session-revoked');
    expect(await tv.ping()).toBe('pong');
    expect(tv.frames.filter(({ type }) => type === 'session-revoked')).toHaveLength(1);
  });

  it('answers a ping after it told, and closes a renewal: nothing is served', async () => {
    const tv = await gateway.ready();
    await gateway.point.revoke({ type: 'session', sid: tv.session.sid }, LONG);
    await tv.hears('session-revoked');
    expect(await tv.ping()).toBe('pong');
    await tv.prove('renew', tv.session, await gateway.issuer.token(tv.session));
    expect(await tv.closed).toMatchObject({ code: 4501 });
    expect(tv.frames.filter(({ type }) => type === 'ready')).toHaveLength(1);
  });

  it('closes a renewal that was being verified when the revocation came', async () => {
    const tv = await gateway.ready();
    const { arrived, release } = gateway.thread.hold();
    await tv.prove('renew', tv.session, await gateway.issuer.token(tv.session));
    await arrived;
    await gateway.point.revoke({ type: 'session', sid: tv.session.sid }, LONG);
    release();
    await tv.hears('session-revoked');
    expect(await tv.closed).toMatchObject({ code: 4501 });
    expect(tv.frames.filter(({ type }) => type === 'ready')).toHaveLength(1);
  });

  it('closes a device that sends no receipt, two seconds after the event’s window', async () => {
    const tv = await gateway.ready();
    const told = performance.now();
    await gateway.point.revoke({ type: 'session', sid: tv.session.sid }, { receiptWindowMs: 300 });
    await tv.hears('session-revoked');
    expect(await tv.closed).toMatchObject({ code: 4501 });
    // Timers may fire a millisecond early.
    expect(performance.now() - told).toBeGreaterThan(2_298);
  });

  it('says that a receipt is stored only once it is', async () => {
    const tv = await gateway.ready();
    const gate = aGate();
    stream.gate = gate.passed;
    await gateway.point.revoke({ type: 'session', sid: tv.session.sid });
    await tv.hears('session-revoked');
    tv.say({ type: 'receipt', receipt: await aReceipt(tv.session, gateway.issuer.issuer) });
    await until('the receipt is under way', () => stream.batches === 1);
    // A round trip later the answer is still owed.
    expect(await tv.ping()).toBe('pong');
    expect(tv.hasHeard('receipt-stored')).toBe(false);
    gate.open();
    await tv.hears('receipt-stored');
    expect(await tv.closed).toMatchObject({ code: 4501 });
  });

  it('never says so when the stream refused it: the device takes the other way', async () => {
    const tv = await gateway.ready();
    stream.refuses = true;
    await gateway.point.revoke({ type: 'session', sid: tv.session.sid });
    await tv.hears('session-revoked');
    tv.say({ type: 'receipt', receipt: await aReceipt(tv.session, gateway.issuer.issuer) });
    expect(await tv.closed).toMatchObject({ code: 4501 });
    expect(tv.hasHeard('receipt-stored')).toBe(false);
    expect(await gateway.metric('receipts_failed_total')).toBe(1);
  });

  it('publishes receipts that come together together', async () => {
    const sub = aSession().sub;
    const devices = await Promise.all(Array.from({ length: 30 }, () => gateway.ready(aSession({ sub }))));
    const receipts = await Promise.all(
      devices.map(({ session }) => aReceipt(session, gateway.issuer.issuer)),
    );
    const gate = aGate();
    stream.gate = gate.passed;
    await gateway.point.revoke({ type: 'account', sub, cutoff: 1_000_000 });
    await Promise.all(devices.map((device) => device.hears('session-revoked')));
    devices.forEach((device, i) => device.say({ type: 'receipt', receipt: receipts[i]! }));
    await Promise.all(devices.map((device) => device.ping()));
    gate.open();
    await Promise.all(devices.map((device) => device.hears('receipt-stored')));
    expect(stream.batches).toBe(2);
    expect(gateway.records(RECEIPTS)).toBeDefined();
  });

  it.each([
    ['another session’s', async () => aReceipt(aSession(), gateway.issuer.issuer)],
    ['made for another issuer', async (tv) => aReceipt(tv, 'https://elsewhere.test')],
    ['no JWS at all', async () => 'nonsense'],
  ] as [string, (tv: ReturnType<typeof aSession>) => Promise<string>][])(
    'does not pass on a receipt that is %s',
    async (_, receiptOf) => {
      const tv = await gateway.ready();
      await gateway.point.revoke({ type: 'session', sid: tv.session.sid });
      await tv.hears('session-revoked');
      tv.say({ type: 'receipt', receipt: await receiptOf(tv.session) });
      expect(await tv.closed).toMatchObject({ code: 4011 });
      expect(stream.batches).toBe(0);
    },
  );

  it('closes those that a snapshot says are revoked, and no others', async () => {
    const [tv, phone] = [await gateway.ready(), await gateway.ready()];
    await gateway.point.reread({ type: 'session', sid: tv.session.sid });
    expect(await tv.closed).toMatchObject({ code: 4501 });
    expect(await phone.ping()).toBe('pong');
  });

  it('leaves a device that waits for its receipt to go on waiting when a snapshot is read', async () => {
    const tv = await gateway.ready();
    await gateway.point.revoke({ type: 'session', sid: tv.session.sid });
    await tv.hears('session-revoked');
    await gateway.point.reread();
    tv.say({ type: 'receipt', receipt: await aReceipt(tv.session, gateway.issuer.issuer) });
    await tv.hears('receipt-stored');
  });

  it('does not make a single sign-out wait for the end of a large one', async () => {
    const sub = aSession().sub;
    const many = await Promise.all(Array.from({ length: 400 }, () => gateway.ready(aSession({ sub }))));
    const tv = await gateway.ready();
    const written: string[] = [];
    for (const connection of gateway.gateway.hub.registered()) {
      const { write } = connection;
      connection.write = (frame) => {
        written.push(connection.sub);
        write.call(connection, frame);
      };
    }
    void gateway.point.revoke({ type: 'account', sub, cutoff: 1_000_000 });
    void gateway.point.revoke({ type: 'session', sid: tv.session.sid });
    await Promise.all([...many, tv].map((device) => device.hears('session-revoked')));
    expect(written.indexOf(tv.session.sub)).toBeLessThan(100);
    expect(written).toHaveLength(401);
  });
});
