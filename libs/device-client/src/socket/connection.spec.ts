import { DeviceWorld } from '../testing/index.js';

describe('the connection of a device', () => {
  let world: DeviceWorld;
  beforeEach(() => {
    world = new DeviceWorld();
  });
  afterEach(() => world.close());

  it('answers the challenge within the connection’s own nonce and address', async () => {
    const device = await world.linked();
    expect(world.gateway.current.frames.map(({ type }) => type)).toEqual(['hello']);
    await expect(device.ping()).resolves.toBeUndefined();
  });

  it('comes back after the network was away, and keeps its tokens', async () => {
    const device = await world.linked();
    world.gateway.refuses = true;
    world.gateway.current.close(1006);
    await world.until('three attempts failed', () => world.gateway.connections.length >= 4, 200);
    world.gateway.refuses = false;
    await world.until('it is back', () => world.gateway.isReady, 200);
    await expect(device.ping()).resolves.toBeUndefined();
    expect(world.data.wipes).toBe(0);
  });

  it('comes back within the window that a full gateway gave it, whatever the backoff would be', async () => {
    await world.linked({ random: () => 0.999 });
    world.gateway.refuses = true;
    world.gateway.current.close(1006);
    await world.until('it knocked again', () => world.gateway.connections.length === 2, 200);
    world.gateway.refuses = false;
    world.gateway.sendsAwayFor = 30;
    await world.until('it was sent away', () => world.gateway.connections.length === 3, 200);
    const sentAwayAt = world.clock.monotonic();
    world.gateway.sendsAwayFor = null;
    await world.until('it is back', () => world.gateway.isReady, 200);
    const waitedMs = world.clock.monotonic() - sentAwayAt;
    expect(waitedMs).toBeGreaterThan(28_000);
    expect(waitedMs).toBeLessThan(32_000);
  });

  it('goes to another gateway when its own is gone', async () => {
    const push = ['wss://one.test/devices', 'wss://two.test/devices'];
    const dialled: string[] = [];
    await world.linked({
      endpoints: () => Promise.resolve({ ...world.issuer.endpoints, push }),
      dial: (url, ...rest) => {
        dialled.push(url);
        return world.gateway.dial(url, ...rest);
      },
    });
    world.gateway.current.close(1006);
    await world.until('it is back', () => dialled.length === 2 && world.gateway.isReady, 200);
    expect([...dialled].sort()).toEqual(push);
  });

  it('renews before the time the gateway gave, on the same connection', async () => {
    world.gateway.renewWithinS = 60;
    await world.linked();
    await world.until(
      'it renews',
      () => world.gateway.current.frames.some(({ type }) => type === 'renew'),
      200,
    );
    expect(world.clock.monotonic()).toBeLessThan(90_000);
    expect(world.gateway.connections).toHaveLength(1);
  });

  it('renews all the same when the first answers are lost', async () => {
    world.gateway.renewWithinS = 100;
    await world.linked();
    world.issuer.lostAnswers.set('/token', 2);
    await world.until(
      'it renews',
      () => world.gateway.current.frames.some(({ type }) => type === 'renew'),
      200,
    );
    expect(world.gateway.connections).toHaveLength(1);
  });

  it('renews its token when a gateway says that it has expired, without being asked twice', async () => {
    await world.linked();
    const refreshes = world.issuer.asked('/token');
    world.gateway.current.close('token_expired');
    await world.until('it is back', () => world.gateway.isReady);
    expect(world.issuer.asked('/token')).toBe(refreshes + 1);
  });

  it('stops playing at 4501, asks the token endpoint, and comes back if the session lives', async () => {
    await world.linked();
    world.gateway.current.close('session_revoked');
    expect(world.data.playing).toBe(false);
    await world.until('it is back', () => world.gateway.isReady);
    expect(world.data).toMatchObject({ wipes: 0 });
    expect(world.saw('signed-out')).toBe(false);
  });

  it('takes a gateway that answers no ping for dead', async () => {
    await world.linked();
    world.gateway.answersPings = false;
    const first = world.gateway.current;
    await world.until(
      'it dials again',
      () => world.gateway.connections.length === 2 && world.gateway.isReady,
      200,
    );
    await world.until('the old one is closed', () => !first.open);
  });

  it('comes back within the window of a gateway that goes away, not all at once', async () => {
    await world.linked();
    world.gateway.current.send({ type: 'going-away', reconnectWithinS: 20 });
    world.gateway.current.close('going_away');
    const closedAt = world.clock.monotonic();
    await world.until('it is back', () => world.gateway.isReady && world.gateway.connections.length === 2);
    expect(world.clock.monotonic() - closedAt).toBeGreaterThanOrEqual(10_000);
  });

  it('passes over a frame that is newer than itself, and hangs up on one that is none', async () => {
    const device = await world.linked();
    world.gateway.current.sendText('{"type":"weather","sky":"blue"}');
    await expect(device.ping()).resolves.toBeUndefined();
    world.gateway.current.sendText('{');
    await world.until(
      'it dials again',
      () => world.gateway.connections.length === 2 && world.gateway.isReady,
    );
  });
});
