import type { Judgement } from '#libs/enforcement';
import { aGate } from '../../support/account-api/gate.js';
import { aSession } from '../../support/push-gateway/an-issuer.js';
import { aGateway, type GatewayOptions, type TestGateway } from '../../support/push-gateway/a-gateway.js';
import { SocketClient } from '../../support/push-gateway/socket-client.js';

/** A part of the gateway taken out, to show that the case is red without it. */
type Mutant = 'whole' | 'without the check' | 'without registering';

describe('a connection that is opened while its revocation is in flight', () => {
  const open: TestGateway[] = [];
  const start = async (mutant: Mutant, options: GatewayOptions = {}): Promise<TestGateway> => {
    const gateway = await aGateway(options);
    open.push(gateway);
    if (mutant === 'without the check') gateway.point.check = () => 'good';
    if (mutant === 'without registering') gateway.gateway.hub.register = () => undefined;
    return gateway;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((gateway) => gateway.close()));
  });

  /** What became of it: `ready`, or how it was closed. */
  const outcome = async (client: SocketClient): Promise<'ready' | number> => {
    await Promise.race([client.closed, client.hears('ready')]).catch(() => undefined);
    return client.hasHeard('ready') ? 'ready' : (await client.closed).code;
  };

  const beforeRegister = async (mutant: Mutant): Promise<'ready' | number> => {
    const { url, issuer, point, thread } = await start(mutant);
    const session = aSession();
    const { arrived, release } = thread.hold();
    const client = await SocketClient.challenged(url);
    await client.hello(session, issuer);
    await arrived;
    await point.revoke({ type: 'session', sid: session.sid });
    release();
    return outcome(client);
  };

  /** The index is asked (or not) between two gates; the revocation comes at one of them. */
  const atCheck = async (mutant: Mutant, when: 'before' | 'after'): Promise<'ready' | number> => {
    const { url, issuer, point, metric, gateway } = await start(mutant);
    const session = aSession();
    const asked = aGate();
    const revoked = aGate();
    const { check } = point;
    point.check = async (facts) => {
      const early = when === 'after' ? await check(facts) : null;
      asked.open();
      await revoked.passed;
      return early ?? check(facts);
    };
    const client = await SocketClient.challenged(url);
    await client.hello(session, issuer);
    await asked.passed;
    await point.revoke({ type: 'account', sub: session.sub, cutoff: session.seq });
    revoked.open();
    const end = await outcome(client);
    // Nor does the gateway itself take it for admitted.
    expect(await metric('admitted_total')).toBe(end === 'ready' ? 1 : 0);
    if (end !== 'ready') expect(gateway.hub.size.registered).toBe(0);
    return end;
  };

  it('never becomes ready when the revocation comes before it is registered', async () => {
    expect(await beforeRegister('whole')).toBe(4501);
  });
  it('(and would without the check)', async () => {
    expect(await beforeRegister('without the check')).toBe('ready');
  });

  it('never becomes ready when the revocation comes between registering and the check', async () => {
    expect(await atCheck('whole', 'before')).toBe(4501);
  });
  it('(and is kept out there by the check alone, or by the register alone)', async () => {
    expect(await atCheck('without registering', 'before')).toBe(4501);
    expect(await atCheck('without the check', 'before')).toBe(4501);
  });

  it('never becomes ready when the revocation comes between the check and ready', async () => {
    expect(await atCheck('whole', 'after')).toBe(4501);
  });
  it('(and would if it were not registered before the check)', async () => {
    expect(await atCheck('without registering', 'after')).toBe('ready');
  });

  it('is kept out as a class when its facts are of the class, and let in when they are not', async () => {
    const { url, issuer, point } = await start('whole');
    const old = aSession({ appVersion: '4.2.0' });
    const young = aSession({ appVersion: '4.3.0' });
    await point.revoke({ type: 'class', cutoff: young.seq, maxAppVersion: '4.2.9' });
    const clients = await Promise.all([SocketClient.challenged(url), SocketClient.challenged(url)]);
    await clients[0].hello(old, issuer);
    await clients[1].hello(young, issuer);
    expect(await outcome(clients[0])).toBe(4501);
    expect(await outcome(clients[1])).toBe('ready');
  });
});

describe('admission', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await aGateway();
  });
  afterEach(() => gateway.close());

  it('tells a device its session, when to renew and how often to ping', async () => {
    const client = await SocketClient.challenged(gateway.url);
    const session = aSession({ kind: 'phone' });
    await client.hello(session, gateway.issuer);
    const { session: told, renewWithinS, heartbeatS } = await client.hears('ready');
    const { key: _, ...facts } = session;
    expect(told).toEqual(facts);
    expect(renewWithinS).toBeGreaterThan(290);
    expect(renewWithinS).toBeLessThanOrEqual(300);
    expect(heartbeatS).toBe(25);
    expect(await client.ping()).toBe('pong');
  });

  it('gives every connection a challenge of its own', async () => {
    const clients = await Promise.all(
      Array.from({ length: 600 }, () => SocketClient.challenged(gateway.url)),
    );
    expect(new Set(clients.map(({ nonce }) => nonce)).size).toBe(600);
    expect(clients.every(({ nonce }) => Buffer.from(nonce, 'base64url').length === 16)).toBe(true);
  });

  it('ends the older connection of a session once the newer one is ready', async () => {
    const first = await gateway.ready();
    const second = await gateway.ready(first.session);
    expect(await first.closed).toMatchObject({ code: 4009 });
    expect(await second.ping()).toBe('pong');
  });

  it('does not end it for a thief who has the token and not the key', async () => {
    const first = await gateway.ready();
    const thief = await SocketClient.challenged(gateway.url);
    const stolen = await gateway.issuer.token(first.session);
    await thief.prove('hello', first.session, stolen, { key: aSession().key });
    expect(await thief.closed).toMatchObject({ code: 4204 });
    expect(await first.ping()).toBe('pong');
  });

  it('does not end it for a newer one that is not admitted', async () => {
    const first = await gateway.ready();
    const asked = aGate();
    const answer = aGate();
    gateway.point.check = async (): Promise<Judgement> => {
      asked.open();
      await answer.passed;
      return 'not-fresh';
    };
    const second = await SocketClient.challenged(gateway.url);
    await second.hello(first.session, gateway.issuer);
    await asked.passed;
    expect(await first.ping()).toBe('pong');
    answer.open();
    expect(await second.closed).toMatchObject({ code: 4010 });
    expect(await first.ping()).toBe('pong');
  });

  it('keeps the newer of two hellos that cross, whichever is judged first', async () => {
    const session = aSession();
    const asked = [aGate(), aGate()] as const;
    const answers = [aGate(), aGate()] as const;
    let asking = 0;
    gateway.point.check = async (): Promise<Judgement> => {
      const mine = asking++;
      asked[mine]?.open();
      await answers[mine]?.passed;
      return 'good';
    };
    const older = await SocketClient.challenged(gateway.url);
    const newer = await SocketClient.challenged(gateway.url);
    await older.hello(session, gateway.issuer);
    await asked[0].passed;
    await newer.hello(session, gateway.issuer);
    await asked[1].passed;
    answers[1].open();
    await newer.hears('ready');
    answers[0].open();
    expect(await older.closed).toMatchObject({ code: 4009 });
    expect(older.hasHeard('ready')).toBe(false);
    expect(await newer.ping()).toBe('pong');
  });

  it('admits nobody while it is not fresh, keeps who is there, and admits again by itself', async () => {
    const there = await gateway.ready();
    gateway.point.fresh = false;
    const stranger = await SocketClient.challenged(gateway.url);
    await stranger.hello(aSession(), gateway.issuer);
    expect(await stranger.closed).toMatchObject({ code: 4010 });
    expect(await there.ping()).toBe('pong');
    expect(await gateway.metric('fresh')).toBe(0);
    gateway.point.fresh = true;
    expect(await gateway.metric('fresh')).toBe(1);
    expect(await (await gateway.ready()).ping()).toBe('pong');
  });

  it('closes what a verifying thread held when it died, and verifies on with a new one', async () => {
    await gateway.ready();
    const { arrived } = gateway.thread.hold();
    const client = await SocketClient.challenged(gateway.url);
    await client.hello(aSession(), gateway.issuer);
    await arrived;
    gateway.thread.die();
    expect(await client.closed).toMatchObject({ code: 1013 });
    gateway.thread.hold().release();
    expect(await (await gateway.ready()).ping()).toBe('pong');
    expect(gateway.thread.starts).toBe(2);
    expect(await gateway.metric('verify_thread_restarts_total')).toBe(1);
  });

  it('forgets a device that hung up while it was being verified', async () => {
    const { arrived, release } = gateway.thread.hold();
    const client = await SocketClient.challenged(gateway.url);
    await client.hello(aSession(), gateway.issuer);
    await arrived;
    client.socket.terminate();
    await client.closed;
    release();
    expect(await (await gateway.ready()).ping()).toBe('pong');
    expect(gateway.gateway.hub.size).toEqual({ greeting: 0, registered: 1 });
  });
});
