import { DeviceWorld } from './testing/index.js';

/**
 * A television is switched off at the wall. Whatever had been written when that happened, its next run ends
 * with everything wiped and a receipt delivered, once the device had taken the event down.
 */
describe('a power cut in the middle of a sign-out', () => {
  const cuts = [1, 2, 3].flatMap((atWrite) => [true, false].map((durable) => ({ atWrite, durable })));

  it.each(cuts)('at write $atWrite, durable: $durable, is made good at the next start', async (powerCut) => {
    const world = new DeviceWorld();
    const first = await world.linked();
    first.stop();
    world.events.length = 0;

    const store = world.disk.run(powerCut);
    const second = await world.powerOn({ store });
    await second.start();
    await world.until('online again', () => world.saw('online'));
    const event = await world.issuer.event('s1');
    const [session] = [...world.issuer.sessions.values()];
    if (session) session.endedBy = event;
    world.gateway.current.send({ type: 'session-revoked', event });
    await world.until('the power goes', () => store.dead);
    second.stop();

    const third = await world.powerOn();
    await third.start();
    const isOver = (): boolean =>
      JSON.stringify(world.disk.record) === '{"v":1,"grant":null,"signOut":null,"receipts":[]}';
    await world.until('all is wiped and acknowledged', () => isOver() && world.issuer.receipts.length > 0);
    expect(world.data.files.size).toBe(0);
    expect(world.data.playing).toBe(false);
    expect(world.issuer.receipts.every(({ claims }) => claims.sid === 's1')).toBe(true);
    world.close();
  });

  it('between two deletions is finished, and the receipt names everything', async () => {
    const world = new DeviceWorld();
    const first = await world.linked();
    world.data.cutAfterFirst = true;
    world.gateway.current.send({ type: 'session-revoked', event: await world.issuer.event('s1') });
    await world.until('the wipe has begun', () => world.data.wipes === 1);
    expect(world.disk.record.signOut).not.toBeNull();
    expect(world.disk.record.grant).not.toBeNull();
    first.stop();

    world.data.cutAfterFirst = false;
    const second = await world.powerOn();
    await second.start();
    await world.until('the receipt is stored', () => world.saw('receipt-stored'));
    expect(world.data.files.size).toBe(0);
    expect(world.issuer.receipts.at(-1)?.claims.wiped).toEqual(['tokens', 'profile', 'artwork', 'last-seen']);
    // It was over: the network was not asked for anything but to take the receipt.
    expect(world.gateway.connections).toHaveLength(1);
    world.close();
  });

  it('in the middle of a sign-out at home leaves no tokens behind', async () => {
    const world = new DeviceWorld();
    const first = await world.linked();
    world.data.cutAfterFirst = true;
    void first.signOutHere();
    await world.until('the wipe has begun', () => world.data.wipes === 1);
    first.stop();
    world.data.cutAfterFirst = false;
    const second = await world.powerOn();
    await second.start();
    expect(world.disk.record.grant).toBeNull();
    expect(world.data.files.size).toBe(0);
    expect(world.issuer.sessions.get('refresh-1')?.endedBy).toBe('');
    world.close();
  });
});
