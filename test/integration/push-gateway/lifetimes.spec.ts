// Long on purpose: all that ends a connection that nobody revoked.
import type { Judgement } from '#libs/enforcement';
import { topicName, type ConnectionPresence, type PresenceRecord } from '#libs/event-stream';
import { aGate } from '../../support/account-api/gate.js';
import { until } from '../../support/account-api/until.js';
import { aReceipt, aSession, type TestSession } from '../../support/push-gateway/an-issuer.js';
import { aGateway, type GatewayOptions, type TestGateway } from '../../support/push-gateway/a-gateway.js';
import { SocketClient } from '../../support/push-gateway/socket-client.js';

const open: TestGateway[] = [];
const start = async (
  env: Record<string, string> = {},
  options: GatewayOptions = {},
): Promise<TestGateway> => {
  const gateway = await aGateway({ ...options, env });
  open.push(gateway);
  return gateway;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

describe('a connection lives as long as it gives signs of life', () => {
  it('ends without a hello in time, whatever WebSocket pings it sends', async () => {
    const { url } = await start({ SIGNOFF_GATEWAY_HELLO_TIMEOUT_MS: '200' });
    const client = await SocketClient.challenged(url);
    const pinging = setInterval(() => client.socket.ping(), 20);
    expect(await client.closed).toMatchObject({ code: 4006 });
    clearInterval(pinging);
  });

  it('ends without pings, and goes on with them', async () => {
    const gateway = await start({
      SIGNOFF_GATEWAY_HELLO_TIMEOUT_MS: '200',
      SIGNOFF_GATEWAY_HEARTBEAT_S: '1',
    });
    const [silent, alive, page] = [await gateway.ready(), await gateway.ready(), await gateway.ready()];
    const beating = setInterval(() => alive.say({ type: 'ping' }), 500);
    const pinging = setInterval(() => page.socket.ping(), 500);
    const begun = performance.now();
    expect(await silent.closed).toMatchObject({ code: 4007 });
    expect(performance.now() - begun).toBeGreaterThan(2_400);
    clearInterval(beating);
    clearInterval(pinging);
    expect([alive.end, page.end]).toEqual([null, null]);
  });

  it('does not hold silence against anybody when the process itself stood still', async () => {
    const gateway = await start({ SIGNOFF_GATEWAY_HEARTBEAT_S: '1' });
    const device = await gateway.ready();
    const begun = performance.now();
    while (performance.now() - begun < 3_000);
    expect(await device.ping()).toBe('pong');
  });
});

describe('a connection lives as long as its access token', () => {
  const withToken = async (
    gateway: TestGateway,
    exp: number,
    session = aSession(),
  ): Promise<SocketClient> => {
    const client = await SocketClient.challenged(gateway.url);
    await client.prove('hello', session, await gateway.issuer.token(session, { claims: { exp } }));
    return client;
  };
  const renew = async (
    gateway: TestGateway,
    client: SocketClient,
    session: TestSession,
    claims = {},
  ): Promise<void> => client.prove('renew', session, await gateway.issuer.token(session, { claims }));

  it('is closed when it ends, so that the device fetches a new one', async () => {
    const gateway = await start({ SIGNOFF_GATEWAY_HELLO_TIMEOUT_MS: '100' });
    const client = await withToken(gateway, inSeconds(60));
    expect((await client.hears('ready')).renewWithinS).toBeLessThanOrEqual(60);
    gateway.point.aheadMs += 60_000;
    // A little longer, since clocks of servers differ.
    expect(await client.ping()).toBe('pong');
    gateway.point.aheadMs += 6_000;
    expect(await client.closed).toMatchObject({ code: 4201 });
  });

  it('is not begun with one that has expired by the source’s clock, however slow the gateway’s is', async () => {
    const gateway = await start();
    gateway.point.aheadMs = 3_600_000;
    const client = await withToken(gateway, inSeconds(3_000));
    expect(await client.closed).toMatchObject({ code: 4201 });
  });

  it('goes on with a renewal, and takes its facts', async () => {
    const gateway = await start({ SIGNOFF_GATEWAY_HELLO_TIMEOUT_MS: '100' });
    const session = aSession({ appVersion: '1.0' });
    const client = await withToken(gateway, inSeconds(60), session);
    await client.hears('ready');
    await renew(gateway, client, session, { app_version: '1.1', exp: inSeconds(300) });
    const ready = await client.hears('ready');
    expect(ready.session.appVersion).toBe('1.1');
    expect(ready.renewWithinS).toBeGreaterThan(60);
    gateway.point.aheadMs += 70_000;
    await until('a walk', async () => (await client.ping()) === 'pong');
    // The class is judged by what the device is now.
    await gateway.point.revoke({ type: 'class', cutoff: 1_000_000, maxAppVersion: '1.0' });
    expect(await client.ping()).toBe('pong');
    await gateway.point.revoke({ type: 'class', cutoff: 1_000_000, minAppVersion: '1.1' });
    await client.hears('session-revoked');
  });

  it('is closed when the index has the session that renews', async () => {
    const gateway = await start();
    const client = await gateway.ready();
    gateway.point.check = () => 'revoked';
    await renew(gateway, client, client.session);
    expect(await client.closed).toMatchObject({ code: 4501 });
  });

  it('is closed when the token to renew with has expired itself', async () => {
    const gateway = await start();
    const client = await gateway.ready();
    await renew(gateway, client, client.session, { exp: inSeconds(-60) });
    expect(await client.closed).toMatchObject({ code: 4201 });
  });

  it('is closed when the session is renewed twice at one time', async () => {
    const gateway = await start();
    const client = await gateway.ready();
    const { release } = gateway.thread.hold();
    await renew(gateway, client, client.session);
    await renew(gateway, client, client.session);
    expect(await client.closed).toMatchObject({ code: 4000 });
    release();
  });

  it('keeps a device that cannot be judged now, and says ready when it can', async () => {
    const gateway = await start({ SIGNOFF_GATEWAY_HELLO_TIMEOUT_MS: '100' });
    const session = aSession();
    const client = await withToken(gateway, inSeconds(60), session);
    await client.hears('ready');
    const other = await withToken(gateway, inSeconds(60));
    await other.hears('ready');
    gateway.point.fresh = false;
    await renew(gateway, client, session, { exp: inSeconds(300) });
    const [connection] = gateway.gateway.hub.ofSession(session.sid);
    await until('it is held', () => connection!.held !== null);
    gateway.point.aheadMs += 70_000;
    await until('several walks', () =>
      [...gateway.gateway.hub.registered()].every((one) => one.quietTicks > 3),
    );
    expect(await client.ping()).toBe('pong');
    expect([client.end, other.end]).toEqual([null, null]);
    gateway.point.fresh = true;
    expect((await client.hears('ready')).renewWithinS).toBeGreaterThan(60);
    // The other one brought no new token.
    expect(await other.closed).toMatchObject({ code: 4201 });
  });

  it('tells a held device of its revocation, which came meanwhile', async () => {
    const gateway = await start({ SIGNOFF_GATEWAY_HELLO_TIMEOUT_MS: '100' });
    const device = await gateway.ready();
    gateway.point.fresh = false;
    await renew(gateway, device, device.session);
    const [connection] = gateway.gateway.hub.ofSession(device.session.sid);
    await until('it is held', () => connection!.held !== null);
    await gateway.point.revoke({ type: 'session', sid: device.session.sid });
    gateway.point.fresh = true;
    await device.hears('session-revoked');
    device.say({ type: 'receipt', receipt: await aReceipt(device.session, gateway.issuer.issuer) });
    await device.hears('receipt-stored');
    expect(device.frames.filter(({ type }) => type === 'ready')).toHaveLength(1);
  });

  it('does not say ready to a renewal that was judged good before the revocation', async () => {
    const gateway = await start();
    const device = await gateway.ready();
    const asked = aGate();
    const answer = aGate();
    gateway.point.check = async (): Promise<Judgement> => {
      asked.open();
      await answer.passed;
      return 'good';
    };
    await renew(gateway, device, device.session);
    await asked.passed;
    await gateway.point.revoke({ type: 'session', sid: device.session.sid }, { receiptWindowMs: 600_000 });
    answer.open();
    await device.hears('session-revoked');
    expect(await device.closed).toMatchObject({ code: 4501 });
    expect(device.frames.filter(({ type }) => type === 'ready')).toHaveLength(1);
  });
});

describe('presence', () => {
  const TOPIC = topicName('devicePresence', '');
  const records = (gateway: TestGateway): PresenceRecord[] =>
    gateway.records(TOPIC).map(({ value }) => JSON.parse(value) as PresenceRecord);
  const said = (gateway: TestGateway): ConnectionPresence[] =>
    records(gateway).flatMap(({ connections }) => connections);

  it('says who is there and who is gone, by connection, those of like sessions in one record', async () => {
    const gateway = await start();
    const { sid } = (await gateway.ready()).session;
    const first = await until('online', () => said(gateway).find((record) => record.sid === sid) ?? null);
    expect(first).toMatchObject({ online: true, address: '127.0.0.1' });
    expect(records(gateway)[0]).toMatchObject({ v: 1, gateway: 'gw', boot: gateway.point.boot });
    expect(gateway.records(TOPIC)[0]?.key).toBe(sid.charAt(0));
  });

  it('says offline of its own connection only, when another took its place', async () => {
    const gateway = await start();
    const old = await gateway.ready();
    await until('online', () => said(gateway).length === 1);
    await gateway.ready(old.session);
    await old.closed;
    const all = await until('all three', () => said(gateway).length === 3 && said(gateway));
    const [before, ...after] = all;
    const offline = after.find(({ online }) => !online);
    const online = after.find((record) => record.online);
    expect(offline?.connection).toBe(before?.connection);
    expect(online?.connection).not.toBe(before?.connection);
  });

  it('says nothing of those who were not admitted', async () => {
    const gateway = await start();
    gateway.point.check = () => 'revoked';
    const client = await SocketClient.challenged(gateway.url);
    await client.hello(aSession(), gateway.issuer);
    await client.closed;
    gateway.point.check = () => 'good';
    const { sid } = (await gateway.ready()).session;
    await until('the next one', () => said(gateway).length > 0);
    expect(said(gateway).map((record) => record.sid)).toEqual([sid]);
  });

  it('says nothing lasting of a device that is cut off by the first word it does not read', async () => {
    const gateway = await start();
    gateway.point.check = (facts) => {
      const [connection] = gateway.gateway.hub.ofSession(facts.sid);
      connection!.say = () => connection!.end('slow_consumer');
      return 'good';
    };
    const client = await SocketClient.challenged(gateway.url);
    await client.hello(aSession(), gateway.issuer);
    await client.closed;
    gateway.point.check = () => 'good';
    const { sid } = (await gateway.ready()).session;
    await until('the next one', () => said(gateway).some((record) => record.sid === sid));
    expect(said(gateway).filter((record) => record.online && record.sid !== sid)).toEqual([]);
  });

  it('says offline of a device that was told and has left', async () => {
    const gateway = await start();
    const device = await gateway.ready();
    await until('online', () => said(gateway).length === 1);
    await gateway.point.revoke({ type: 'session', sid: device.session.sid });
    await device.hears('session-revoked');
    device.socket.close();
    await until('offline', () => said(gateway).some(({ online }) => !online));
  });
});

describe('draining', () => {
  it('tells everybody to come back, closes all over the window, and takes nobody new', async () => {
    const gateway = await aGateway();
    const devices = await Promise.all(Array.from({ length: 20 }, () => gateway.ready()));
    const stranger = await SocketClient.challenged(gateway.url);
    const begun = performance.now();
    const closedAt: number[] = [];
    for (const device of devices) void device.closed.then(() => closedAt.push(performance.now() - begun));
    const drained = gateway.gateway.drain(1_000);
    expect((await gateway.gateway.health.ready()).ok).toBe(false);
    const late = SocketClient.dial(gateway.url);
    expect(await late.closed).toMatchObject({ code: 1012 });
    for (const device of devices) expect((await device.hears('going-away')).reconnectWithinS).toBe(1);
    const closed = await Promise.all([...devices, stranger].map((device) => device.closed));
    expect(new Set(closed.map(({ code }) => code))).toEqual(new Set([1012]));
    await drained;
    // Whoever asks it over plain HTTP is sent elsewhere; whoever looks after it is answered.
    const asked = await fetch(`http://localhost:${gateway.port}/anything`);
    expect([asked.status, asked.headers.get('retry-after'), await asked.json()]).toMatchObject([
      503,
      '1',
      { code: 'shutting_down', device: 'retry' },
    ]);
    expect((await fetch(`http://127.0.0.1:${gateway.ports.internal}/health/live`)).status).toBe(200);
    expect(closedAt.filter((at) => at < 500).length).toBeGreaterThan(3);
    expect(closedAt.filter((at) => at < 500).length).toBeLessThan(17);
    await gateway.close();
    expect(gateway.point.stopped).toBe(true);
  });

  it('tells of a revocation that comes while it drains', async () => {
    const gateway = await aGateway();
    const first = await gateway.ready();
    const second = await gateway.ready();
    const drained = gateway.gateway.drain(2_000);
    await second.hears('going-away');
    await gateway.point.revoke({ type: 'session', sid: second.session.sid });
    await second.hears('session-revoked');
    second.say({ type: 'receipt', receipt: await aReceipt(second.session, gateway.issuer.issuer) });
    await second.hears('receipt-stored');
    expect(await first.closed).toMatchObject({ code: 1012 });
    await drained;
    await gateway.close();
  });
});
