import { DeviceWorld } from '../testing/index.js';

describe('linking a device', () => {
  let world: DeviceWorld;
  beforeEach(() => {
    world = new DeviceWorld();
  });
  afterEach(() => world.close());

  const polls = (): number => world.issuer.asked('/token');

  it('shows a code, polls at the server’s pace, and is linked when somebody allows it', async () => {
    world.issuer.decision = 'pending';
    const device = await world.powerOn();
    await device.start();
    expect(world.issuer.requests).toEqual([]);
    void device.link();
    await world.until('the code is shown', () => world.saw('user-code'));
    expect(world.last('user-code')?.code).toMatchObject({ userCode: 'BCDF-GHJK', intervalS: 5 });
    const from = world.clock.monotonic();
    await world.until('three polls', () => polls() === 3);
    expect(world.clock.monotonic() - from).toBeGreaterThanOrEqual(14_000);
    world.issuer.decision = 'approve';
    await world.until('it is online', () => world.saw('online'));
    expect(world.disk.record.grant?.session.sid).toBe('s1');
  });

  it('that asks when too many do from its address waits as long as it is told, and a little more', async () => {
    world.issuer.scripted.push({ status: 429, body: { error: 'slow_down' }, retryAfterS: 90 });
    const device = await world.powerOn();
    await device.start();
    const from = world.clock.monotonic();
    void device.link();
    await world.until('the code is shown', () => world.saw('user-code'), 500);
    expect(world.clock.monotonic() - from).toBeGreaterThan(90_000);
    expect(world.saw('enrolment-screen')).toBe(true);
    expect(world.issuer.asked('/device_authorization')).toBe(3);
  });

  it('slows down when it is told to, for good', async () => {
    world.issuer.decision = 'slow_down';
    const device = await world.powerOn();
    await device.start();
    void device.link();
    await world.until('the first poll', () => polls() === 1);
    world.issuer.decision = 'pending';
    const from = world.clock.monotonic();
    await world.until('two more polls', () => polls() === 3);
    expect(world.clock.monotonic() - from).toBeGreaterThanOrEqual(19_000);
  });

  it('is back at its first screen when the code expires, and asks for no other by itself', async () => {
    world.issuer.decision = 'pending';
    const device = await world.powerOn();
    await device.start();
    void device.link();
    await world.until('the code expires', () => world.last('enrolment-screen')?.because === 'expired', 500);
    expect(world.events.filter(({ type }) => type === 'user-code')).toHaveLength(1);
    expect(world.clock.monotonic()).toBeGreaterThanOrEqual(600_000);
  });

  it('is back at its first screen when somebody refuses it', async () => {
    world.issuer.decision = 'deny';
    const device = await world.powerOn();
    await device.start();
    void device.link();
    await world.until('it is refused', () => world.last('enrolment-screen')?.because === 'denied');
  });

  it('keeps polling, more slowly, through lost answers', async () => {
    world.issuer.decision = 'pending';
    const device = await world.powerOn();
    await device.start();
    void device.link();
    await world.until('the first poll', () => polls() === 1);
    world.issuer.lostAnswers.set('/token', 2);
    world.issuer.decision = 'pending';
    await world.until('both answers are lost', () => polls() === 3);
    world.issuer.decision = 'approve';
    await world.until('it is online', () => world.saw('online'));
  });

  it('tries for a while when the service cannot be reached, then gives up', async () => {
    world.issuer.down = true;
    const device = await world.powerOn();
    await device.start();
    void device.link();
    await world.until('it gives up', () => world.last('enrolment-screen')?.because === 'unavailable', 200);
    expect(device.state).toBe('enrolment-screen');
  });
});
