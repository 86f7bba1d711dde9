import { settled, someFacts, World } from '../testing/index.js';
import { HeldStream } from '../testing/held-stream.js';

describe('what an enforcement point reports', () => {
  let world: World;
  beforeEach(() => (world = new World()));
  const last = async () => (await world.reports()).at(-1)!;

  it('is its name, its run, and how far it is, by beats too', async () => {
    const { enforcement } = await world.freshPoint({ largestGraceMs: 7 });
    await world.live(1_000);
    const [end] = (await world.stream.endOffsets('t.security-events')).values();
    expect(await last()).toMatchObject({
      v: 1,
      point: 'g1',
      boot: enforcement.boot,
      kind: 'push-gateway',
      fresh: true,
      largestGraceMs: 7,
    });
    expect(Number((await last()).offsets['0'])).toBeGreaterThanOrEqual(Number(end! - 2n));
    await enforcement.stop();
  });

  it('is an event only when what it ends is gone; the point is fresh meanwhile, and hears on', async () => {
    const gates: (() => void)[] = [];
    const { enforcement } = await world.freshPoint({
      onRevoked: () => new Promise<void>((resolve) => gates.push(resolve)),
    });
    const [first, second] = [someFacts(), someFacts()];
    const offset = await world.publish({ type: 'session', sid: first.sid });
    await world.publish({ type: 'session', sid: second.sid });
    await world.live(5_000);
    expect([enforcement.judge(first), enforcement.judge(second), enforcement.isFresh()]).toEqual([
      'revoked',
      'revoked',
      true,
    ]);
    expect((await last()).offsets['0']).toBe(String(offset - 1n));
    // The later one first: it is behind the other still.
    gates[1]!();
    await world.live(1_000);
    expect((await last()).offsets['0']).toBe(String(offset - 1n));
    gates[0]!();
    await settled();
    // At once, with no half second to wait.
    expect(Number((await last()).offsets['0'])).toBeGreaterThan(Number(offset));
    await enforcement.stop();
  });

  it('that it is gone is its last word, and it serves nothing from before that on', async () => {
    const stream = new HeldStream(world.stream);
    const { enforcement } = await world.freshPoint({ stream });
    stream.hold('publish');
    const stopping = enforcement.stop();
    expect([enforcement.isFresh(), enforcement.judge(someFacts())]).toEqual([false, 'not-fresh']);
    await settled();
    stream.release();
    await stopping;
    await world.live(3_000);
    const reports = await world.reports();
    expect(reports.filter(({ gone }) => gone === true)).toHaveLength(1);
    expect(reports.at(-1)).toMatchObject({ gone: true, fresh: false });
    await enforcement.stop();
    expect(await world.reports()).toHaveLength(reports.length);
  });

  it('refuses those who wait for a poll when it stops', async () => {
    const { enforcement } = await world.freshPoint();
    await world.clock.pass(2_500);
    const judging = enforcement.judge(someFacts());
    await enforcement.stop();
    expect(await judging).toBe('not-fresh');
  });

  it('leaves a broker that is away to count it out', async () => {
    const { enforcement } = await world.freshPoint();
    world.stream.away();
    const stopping = enforcement.stop();
    await world.clock.pass(10_000);
    await stopping;
    expect(enforcement.state.why).toBe('stopped');
  });
});

describe('what an enforcement point holds', () => {
  it('lives as long as any access token may, however the wall clock is set, and no longer', async () => {
    const world = new World();
    const { enforcement } = await world.freshPoint();
    const tv = someFacts();
    await world.publish({ type: 'session', sid: tv.sid });
    world.clock.setWall(10_000_000);
    await world.clock.pass(659_000);
    expect(enforcement.covers(tv)).toBe(true);
    await world.clock.pass(12_000);
    expect([enforcement.covers(tv), enforcement.state.held.sids]).toEqual([false, 0]);
    await enforcement.stop();
  });
});
