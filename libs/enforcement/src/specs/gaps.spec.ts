import { someFacts, World, type TestPoint } from '../testing/index.js';

describe('an enforcement point whose reading is broken off', () => {
  let world: World;
  let point: TestPoint;
  beforeEach(async () => {
    world = new World();
    point = await world.freshPoint();
  });
  afterEach(() => point.enforcement.stop());

  const lostTv = someFacts();
  const lose = async () => {
    world.commit({ type: 'session', sid: lostTv.sid });
    await world.clock.pass(200);
    return point.enforcement;
  };

  it.each([
    [
      'a record that is not signed by the issuer',
      () => world.setOf({ type: 'session', sid: 'x' }, 'k9'),
      'set',
    ],
    ['a record that is no SET', () => 'poison', 'set'],
    ['a predicate of a type to come', () => world.setOf({ type: 'household', id: 'h' } as never), 'set'],
    ['a record of a type to come', () => '{}', 'set+v2'],
    ['a beat of a version to come', () => '{"v":2}', 'beat'],
  ])('by %s is not fresh until it read the snapshot again, and goes on behind it', async (_, value, type) => {
    const enforcement = await lose();
    const rereads = point.counts.rereads;
    await world.put({ value: await value(), type });
    expect([enforcement.isFresh(), enforcement.covers(lostTv)]).toEqual([false, false]);
    await world.live(1_500);
    expect([enforcement.isFresh(), enforcement.judge(lostTv)]).toEqual([true, 'revoked']);
    expect([enforcement.state.gaps, point.counts.rereads > rereads]).toEqual([1, true]);
    const after = someFacts();
    await world.publish({ type: 'session', sid: after.sid });
    expect(enforcement.judge(after)).toBe('revoked');
    await world.live(4_000);
    expect(enforcement.state.gaps).toBe(1);
  });

  it('because its keys cannot be had reads the snapshot, and steps past nothing', async () => {
    const away = new World();
    let reachable = false;
    const other = await away.freshPoint({
      keyOf: (kid) => {
        if (!reachable) throw new Error('the issuer is away');
        return away.keys.get(kid) ?? null;
      },
    });
    const tv = someFacts();
    away.commit({ type: 'session', sid: tv.sid });
    await away.publish({ type: 'session', sid: tv.sid });
    expect(other.enforcement.isFresh()).toBe(false);
    await away.live(1_500);
    expect([other.enforcement.isFresh(), other.enforcement.judge(tv)]).toEqual([true, 'revoked']);
    reachable = true;
  });

  it('because offsets are out of range reads the snapshot again', async () => {
    const enforcement = await lose();
    const value = await world.setOf({ type: 'session', sid: lostTv.sid });
    // Deleted before it was read, as retention would while Kafka could not be reached.
    const putting = world.put({ value });
    world.truncate();
    await putting;
    expect([enforcement.isFresh(), enforcement.covers(lostTv)]).toEqual([false, false]);
    await world.live(2_000);
    expect([enforcement.isFresh(), enforcement.judge(lostTv)]).toEqual([true, 'revoked']);
  });

  it('reports what it applied before, and more only when what the snapshot ends is gone', async () => {
    const other = new World();
    let gone = (): void => {};
    const going = new Promise<void>((resolve) => (gone = resolve));
    const held = await other.freshPoint({
      onReread: () => (other.source.polls.length < 2 ? undefined : going),
    });
    const before = (await other.reports()).at(-1)!.offsets['0'];
    other.commit({ type: 'session', sid: lostTv.sid });
    const poison = await other.put({ value: 'poison' });
    await other.live(3_000);
    expect(held.enforcement.covers(lostTv)).toBe(true);
    expect(Number((await other.reports()).at(-1)!.offsets['0'])).toBeLessThan(Number(poison));
    expect(Number(before)).toBeLessThan(Number(poison));
    expect(held.enforcement.isFresh()).toBe(false);
    gone();
    await other.live(1_000);
    expect(Number((await other.reports()).at(-1)!.offsets['0'])).toBeGreaterThanOrEqual(Number(poison));
  });

  it('refuses while the snapshot holds what it does not understand, and asks until one is understood', async () => {
    const enforcement = await lose();
    const known = someFacts();
    world.commit({ type: 'session', sid: known.sid });
    world.source.understood = false;
    await world.put({ value: 'poison' });
    await world.live(4_000);
    expect(enforcement.state.why).toBe('snapshot-not-understood');
    const judging = enforcement.judge(someFacts());
    await world.live(1_250);
    expect(await judging).toBe('not-fresh');
    // What was understood counts all the same.
    expect(enforcement.judge(known)).toBe('revoked');
    world.source.understood = true;
    await world.live(1_500);
    expect([enforcement.isFresh(), enforcement.judge(known)]).toEqual([true, 'revoked']);
  });

  it('because an event could not be carried out reads everything anew, and does not report it before', async () => {
    const other = new World();
    let failing = true;
    const failed = await other.freshPoint({
      onRevoked: () => (failing ? Promise.reject(new Error('a socket')) : undefined),
    });
    const offset = await other.publish({ type: 'session', sid: lostTv.sid });
    expect([failed.enforcement.isFresh(), failed.enforcement.judge(lostTv)]).toEqual([false, 'revoked']);
    expect(Number((await other.reports()).at(-1)!.offsets['0'])).toBeLessThan(Number(offset));
    failing = false;
    await other.live(1_500);
    expect(failed.enforcement.isFresh()).toBe(true);
    expect(Number((await other.reports()).at(-1)!.offsets['0'])).toBeGreaterThanOrEqual(Number(offset));
  });
});
