import { deviceKey, newKeyPair } from './key.js';
import { DeviceWorld } from './testing/index.js';

describe('a device that is linked', () => {
  let world: DeviceWorld;
  beforeEach(() => {
    world = new DeviceWorld();
  });
  afterEach(() => world.close());

  it('stops, wipes, and gives its receipt by the socket that told it', async () => {
    const device = await world.linked();
    const event = await world.issuer.event('s1');
    world.gateway.current.send({ type: 'session-revoked', event });
    await world.until('the receipt is stored', () => world.saw('receipt-stored'));
    expect(world.last('signed-out')).toMatchObject({
      wiped: ['tokens', 'profile', 'artwork', 'last-seen'],
      txn: 'txn-1',
    });
    expect(world.last('receipt-stored')).toMatchObject({ via: 'socket' });
    expect(world.data).toMatchObject({ playing: false, files: new Set() });
    expect(world.disk.record).toEqual({ v: 1, grant: null, signOut: null, receipts: [] });
    expect(world.issuer.receipts.map(({ claims }) => claims)).toMatchObject([
      { sid: 's1', aud: world.issuer.issuer, wiped: ['tokens', 'profile', 'artwork', 'last-seen'] },
    ]);
    expect(device.state).toBe('enrolment-screen');
  });

  it('does not come back after a sign-out, and asks for no code until somebody is there', async () => {
    const device = await world.linked();
    world.gateway.current.send({ type: 'session-revoked', event: await world.issuer.event('s1') });
    await world.until('signed out', () => world.saw('receipt-stored'));
    const codes = world.issuer.asked('/device_authorization');
    world.clock.advance(3_600_000);
    expect(world.gateway.connections).toHaveLength(1);
    expect(world.issuer.asked('/device_authorization')).toBe(codes);
    void device.link();
    await world.until('linked again', () => world.last('linked')?.session.sid !== 's1', 200);
  });

  it.each([
    [
      'signed by another key',
      async () => world.issuer.event('s1', {}, await deviceKey(await newKeyPair(true))),
    ],
    ['for another issuer', async () => world.issuer.event('s1', { issuer: 'https://other.test' })],
    ['about another session', async () => world.issuer.event('s2')],
    [
      'about another account',
      async () => world.issuer.event('s1', { predicate: { type: 'account', sub: 'a2', cutoff: 99 } }),
    ],
    [
      'about sessions before this one',
      async () => world.issuer.event('s1', { predicate: { type: 'account', sub: 'a1', cutoff: 0 } }),
    ],
    [
      'that spares this one',
      async () =>
        world.issuer.event('s1', { predicate: { type: 'account', sub: 'a1', cutoff: 9, exceptSid: 's1' } }),
    ],
    ['that is no token at all', async () => 'ssssh'],
  ])('changes nothing for an event %s', async (_, forged) => {
    const device = await world.linked();
    const before = world.disk.record;
    world.gateway.current.send({ type: 'session-revoked', event: await forged() });
    await world.until('the event is refused', () => world.saw('event-refused'));
    expect(world.disk.record).toEqual(before);
    expect(world.data).toMatchObject({ playing: true, wipes: 0 });
    await expect(device.ping()).resolves.toBeUndefined();
  });

  it('fetches the issuer’s keys at most once a minute, however many unknown keys sign', async () => {
    await world.linked();
    await world.until('the keys are in hand', () => world.issuer.asked('/jwks') === 1);
    world.issuer.kid = 'k9';
    for (let i = 0; i < 5; i++) {
      world.events.length = 0;
      world.gateway.current.send({ type: 'session-revoked', event: await world.issuer.event('s1') });
      await world.until('the event is refused', () => world.saw('event-refused'), 0);
    }
    expect(world.issuer.asked('/jwks')).toBeLessThanOrEqual(2);
    world.issuer.publishedKid = 'k9';
    const minuteLater = world.clock.monotonic() + 60_000;
    await world.until('a minute passes', () => world.clock.monotonic() > minuteLater, 200);
    world.gateway.current.send({ type: 'session-revoked', event: await world.issuer.event('s1') });
    await world.until('the new key is believed', () => world.saw('signed-out'));
  });

  it('wipes once and gives one receipt when two events end it at the same moment', async () => {
    await world.linked();
    const { current } = world.gateway;
    const account = { predicate: { type: 'account', sub: 'a1', cutoff: 9 } } as const;
    const events = [await world.issuer.event('s1'), await world.issuer.event('s1', account)];
    for (const event of events) current.send({ type: 'session-revoked', event });
    await world.until('the receipt is stored', () => world.saw('receipt-stored'));
    expect(world.data.wipes).toBe(1);
    expect(world.issuer.receipts).toHaveLength(1);
  });

  it('sends its receipt over HTTPS when the gateway goes without an answer', async () => {
    await world.linked();
    world.gateway.storesReceipts = false;
    world.issuer.lostAnswers.set('/receipts', 2);
    const { current } = world.gateway;
    current.send({ type: 'session-revoked', event: await world.issuer.event('s1') });
    await world.until('the receipt is sent', () => current.frames.some(({ type }) => type === 'receipt'));
    current.close('session_revoked');
    await world.until('the receipt is stored', () => world.saw('receipt-stored'));
    expect(world.last('receipt-stored')).toMatchObject({ via: 'https' });
    expect(world.issuer.asked('/receipts')).toBe(3);
    expect(new Set(world.issuer.receipts.map(({ claims }) => claims.jti)).size).toBe(1);
    expect(world.disk.record.receipts).toEqual([]);
  });

  it('sends its receipt within the window the event names', async () => {
    await world.linked();
    const { current } = world.gateway;
    current.send({
      type: 'session-revoked',
      event: await world.issuer.event('s1', { receiptWindowMs: 4_000 }),
    });
    await world.until('signed out', () => world.saw('signed-out'), 0);
    expect(current.frames.some(({ type }) => type === 'receipt')).toBe(false);
    world.clock.advance(2_000);
    await world.until('the receipt is stored', () => world.saw('receipt-stored'), 0);
  });

  it('met at its return: the refused refresh carries the event, and the receipt goes over HTTPS', async () => {
    const off = await world.linked();
    off.stop();
    const [session] = [...world.issuer.sessions.values()];
    if (session) session.endedBy = await world.issuer.event('s1');
    const device = await world.powerOn();
    await device.start();
    await world.until('the receipt is stored', () => world.saw('receipt-stored'));
    expect(world.last('receipt-stored')).toMatchObject({ via: 'https' });
    expect(world.data.files.size).toBe(0);
    expect(world.disk.record.grant).toBeNull();
    expect(world.gateway.connections).toHaveLength(1);
  });

  it('drops its tokens, and nothing else, when the refresh is refused without an event', async () => {
    const device = await world.linked();
    const [session] = [...world.issuer.sessions.values()];
    if (session) session.endedBy = '';
    world.gateway.current.close('token_expired');
    await world.until('the enrolment screen', () => world.last('enrolment-screen')?.because === 'over');
    expect(world.disk.record.grant).toBeNull();
    expect(world.data).toMatchObject({ wipes: 0, playing: false });
    expect(world.data.files.size).toBe(3);
    expect(device.state).toBe('enrolment-screen');
  });

  it('waits with judging when the issuer’s keys cannot be had: the tokens stay', async () => {
    const device = await world.linked();
    const [session] = [...world.issuer.sessions.values()];
    if (session) session.endedBy = await world.issuer.event('s1');
    device.stop();
    world.issuer.lostAnswers.set('/jwks', 3);
    const restarted = await world.powerOn();
    await restarted.start();
    await world.until('signed out in the end', () => world.saw('signed-out'), 200);
    expect(world.issuer.asked('/jwks')).toBeGreaterThanOrEqual(4);
    expect(world.data.files.size).toBe(0);
  });

  it('says nothing of an event that comes when another has just signed it out', async () => {
    await world.linked();
    world.gateway.storesReceipts = false;
    const { current } = world.gateway;
    const send = async (): Promise<void> =>
      current.send({ type: 'session-revoked', event: await world.issuer.event('s1') });
    await send();
    await world.until('the receipt is sent', () => current.frames.some(({ type }) => type === 'receipt'));
    await send();
    current.close('session_revoked');
    await world.until('the receipt is stored', () => world.saw('receipt-stored'));
    expect(world.saw('event-refused')).toBe(false);
    expect(world.data.wipes).toBe(1);
  });

  it('signs out at home: deletes, tells the server, and gives no receipt', async () => {
    const device = await world.linked();
    await device.signOutHere();
    expect(world.disk.record.grant).toBeNull();
    expect(world.data.files.size).toBe(0);
    expect(world.issuer.sessions.get('refresh-1')?.endedBy).toBe('');
    expect(world.issuer.receipts).toEqual([]);
    expect(device.state).toBe('enrolment-screen');
  });

  it('signs out at home without a network too', async () => {
    const device = await world.linked();
    world.issuer.down = true;
    void device.signOutHere();
    await world.until('signed out', () => world.saw('signed-out'));
    expect(world.disk.record.grant).toBeNull();
  });
});
