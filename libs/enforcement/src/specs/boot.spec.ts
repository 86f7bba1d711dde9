import { settled, someFacts, World } from '../testing/index.js';
import { HeldStream } from '../testing/held-stream.js';

describe('an enforcement point that starts', () => {
  let world: World;
  beforeEach(() => (world = new World()));

  it('knows what was revoked before, and what is revoked afterwards', async () => {
    const [old, tv, phone] = [someFacts(), someFacts(), someFacts()];
    world.commit({ type: 'session', sid: old.sid });
    const { enforcement, heard } = await world.freshPoint();
    await world.publish({ type: 'session', sid: tv.sid });
    expect([old, tv, phone].map((facts) => enforcement.judge(facts))).toEqual(['revoked', 'revoked', 'good']);
    expect(heard.map(({ event }) => event.predicate)).toEqual([{ type: 'session', sid: tv.sid }]);
    expect(enforcement.state).toMatchObject({
      ready: true,
      fresh: true,
      why: null,
      events: 1,
      gaps: 0,
      polls: 1,
      held: { sids: 2, accounts: 0, classes: 0 },
    });
  });

  it('notes the end of the log before it asks for the snapshot: nothing falls between', async () => {
    const between = someFacts();
    world.source.mode = 'hold';
    const { enforcement, heard } = world.point();
    void enforcement.start();
    await settled();
    // The snapshot was taken; this comes after it, and before its answer.
    world.commit({ type: 'session', sid: between.sid });
    await world.publish({ type: 'session', sid: between.sid });
    world.source.release();
    await settled();
    expect(enforcement.covers(between)).toBe(true);
    expect(heard).toHaveLength(1);
  });

  it('is not ready before its first report is acknowledged', async () => {
    const stream = new HeldStream(world.stream);
    stream.hold('publish');
    const { enforcement } = world.point({ stream });
    let ready = false;
    void enforcement.start().then(() => (ready = true));
    await settled();
    await world.beat();
    expect([ready, enforcement.state.why]).toEqual([false, 'report-old']);
    stream.release();
    await settled();
    expect([ready, enforcement.isFresh()]).toEqual([true, true]);
  });

  it('is not ready before it applied what was published until after that acknowledgement', async () => {
    const tv = someFacts();
    const stream = new HeldStream(world.stream);
    let gone = (): void => {};
    const going = new Promise<void>((resolve) => (gone = resolve));
    const { enforcement } = world.point({ stream, onRevoked: () => going });
    stream.hold('publish');
    let ready = false;
    void enforcement.start().then(() => (ready = true));
    await settled();
    // Called blocked without this point, which nobody knew of: its first report is not there yet.
    await world.publish({ type: 'session', sid: tv.sid });
    await world.beat();
    stream.release();
    await settled();
    expect([ready, enforcement.isFresh()]).toEqual([false, false]);
    gone();
    await settled();
    expect([ready, enforcement.isFresh()]).toEqual([true, true]);
  });

  it('asks for the end of the log after the acknowledgement, not before', async () => {
    const stream = new HeldStream(world.stream);
    const { enforcement } = world.point({ stream });
    stream.hold('publish');
    void enforcement.start();
    await settled();
    const asked = stream.calls.filter((call) => call === 'endOffsets').length;
    stream.release();
    await settled();
    expect([asked, stream.calls.slice(stream.calls.lastIndexOf('acknowledged'))]).toEqual([
      1,
      ['acknowledged', 'endOffsets'],
    ]);
    await enforcement.stop();
  });

  it('keeps trying while Kafka and the source are away, and learns meanwhile from whichever is there', async () => {
    const tv = someFacts();
    world.stream.away();
    world.source.mode = 'refuse';
    const { enforcement } = world.point();
    let ready = false;
    void enforcement.start().then(() => (ready = true));
    await world.clock.pass(3_000);
    expect([ready, enforcement.state.why]).toEqual([false, 'no-snapshot']);
    world.source.mode = 'answer';
    world.commit({ type: 'session', sid: tv.sid });
    await world.clock.pass(2_000);
    expect([ready, enforcement.judge(tv)]).toEqual([false, 'revoked']);
    world.stream.back();
    await world.clock.pass(2_000);
    await world.live(500);
    expect([ready, enforcement.isFresh()]).toEqual([true, true]);
  });

  it('stopped before it is ready, it says so to who waits for it', async () => {
    world.stream.away();
    const { enforcement } = world.point();
    const starting = enforcement.start();
    await settled();
    await enforcement.stop();
    await expect(starting).rejects.toThrow('stopped');
    await expect(enforcement.start()).rejects.toThrow('stopped');
  });
});
