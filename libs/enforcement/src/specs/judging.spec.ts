import { someFacts, World, type TestPoint } from '../testing/index.js';

describe('an enforcement point that is not fresh', () => {
  let world: World;
  let point: TestPoint;
  const tv = someFacts();
  beforeEach(async () => {
    world = new World();
    point = await world.freshPoint();
  });
  afterEach(() => point.enforcement.stop());

  /** What a judgement comes to in that time, or that it did not come. */
  const within = async (ms: number, judgement: unknown) => {
    let come: unknown = 'nothing yet';
    void Promise.resolve(judgement).then((one) => (come = one));
    await world.clock.pass(ms);
    return come;
  };

  it('because it was frozen knows at its first decision, before it has read anything', async () => {
    world.clock.freeze(2_500);
    expect(point.enforcement.isFresh()).toBe(false);
    // Revoked while it was frozen, and blocked by now.
    world.commit({ type: 'session', sid: tv.sid });
    expect(await within(10, point.enforcement.judge(tv))).toBe('revoked');
  });

  it('asks the source once a second for all who ask, and judges by the answer', async () => {
    await world.clock.pass(2_000);
    const polls = world.source.polls.length;
    world.commit({ type: 'session', sid: tv.sid });
    const many = Array.from({ length: 1_000 }, () => someFacts());
    const judging = Promise.all([tv, ...many].map(async (facts) => point.enforcement.judge(facts)));
    await world.clock.pass(1_000);
    const judgements = await judging;
    expect(judgements[0]).toBe('revoked');
    expect(new Set(judgements.slice(1))).toEqual(new Set(['good']));
    expect(world.source.polls.length - polls).toBeLessThanOrEqual(1);
    expect(world.source.polls.at(-1)).toMatchObject({ point: 'g1', boot: point.enforcement.boot });
  });

  it('refuses when the source cannot be asked', async () => {
    world.source.mode = 'refuse';
    await world.clock.pass(2_000);
    expect(await within(1_000, point.enforcement.judge(tv))).toBe('not-fresh');
    expect(point.enforcement.state.refusedNotFresh).toBe(1);
  });

  it('does not judge by an answer that came before the question', async () => {
    await world.clock.pass(2_500);
    const polls = world.source.polls.length;
    expect(polls).toBeGreaterThan(1);
    world.commit({ type: 'session', sid: tv.sid });
    // The last answer lacks it. The next one has it.
    expect(await within(0, point.enforcement.judge(tv))).toBe('nothing yet');
    expect(await within(1_000, point.enforcement.judge(tv))).toBe('revoked');
  });

  it('does not judge by an answer it has had in hand while it was frozen', async () => {
    await world.clock.pass(2_000);
    world.source.mode = 'hold';
    const judging = point.enforcement.judge(tv);
    await world.clock.pass(1_000);
    expect(world.source.polls.at(-1)!.at).toBe(world.clock.monotonicMs());
    // Answered at once, and frozen before the answer was read: five seconds later blocked waits no more.
    world.source.release();
    world.clock.freeze(5_000);
    expect(await within(0, judging)).toBe('not-fresh');
  });

  it('nor by one it had when the machine was suspended, though its monotonic clock saw nothing', async () => {
    await world.clock.pass(2_000);
    world.source.mode = 'hold';
    const judging = point.enforcement.judge(tv);
    await world.clock.pass(1_000);
    world.source.release();
    world.clock.setWall(60_000);
    expect(await within(0, judging)).toBe('not-fresh');
  });

  it('refuses by polls too when nobody can have heard of it: it never reported', async () => {
    const other = new World();
    other.stream.away();
    const { enforcement } = other.point();
    void enforcement.start();
    await other.clock.pass(3_000);
    expect(other.source.polls.length).toBeGreaterThan(0);
    const judging = enforcement.judge(someFacts());
    await other.clock.pass(1_000);
    expect(await judging).toBe('not-fresh');
    await enforcement.stop();
  });

  it('and when its last report may be forgotten', async () => {
    world.stream.away();
    const judge = async () => {
      const judging = point.enforcement.judge(tv);
      await world.clock.pass(1_000);
      return judging;
    };
    await world.clock.pass(1_790_000);
    expect(await judge()).toBe('good');
    await world.clock.pass(20_000);
    expect(await judge()).toBe('not-fresh');
  });

  it('learns from polls of what the stream does not bring, and has sessions in flight judged anew', async () => {
    world.stream.away();
    await world.clock.pass(2_500);
    const { rereads } = point.counts;
    world.commit({ type: 'session', sid: tv.sid });
    await world.clock.pass(1_500);
    expect([point.enforcement.covers(tv), point.counts.rereads]).toEqual([true, rereads + 1]);
    await world.clock.pass(5_000);
    // The same again is nothing to end anybody for.
    expect(point.counts.rereads).toBe(rereads + 1);
  });

  it('is fresh again after beats, a report, and all that was published until then', async () => {
    await world.clock.pass(3_000);
    expect(point.enforcement.isFresh()).toBe(false);
    await world.live(750);
    expect(point.enforcement.isFresh()).toBe(true);
    expect(point.enforcement.judge(tv)).toBe('good');
  });

  it('while one partition alone has no beats', async () => {
    for (let n = 0; n < 8; n++) {
      await world.clock.pass(250);
      await world.beat(0, [0, 2]);
    }
    expect(point.enforcement.state.why).toBe('beats-old');
    await world.live(500);
    expect(point.enforcement.isFresh()).toBe(true);
  });

  it('while events wait unsent at the source', async () => {
    await world.beat(2_000);
    expect(point.enforcement.state.why).toBe('beats-old');
  });

  it('while nobody acknowledges its reports, though beats come', async () => {
    const publish = world.stream.publish.bind(world.stream);
    world.stream.publish = (record) =>
      record.topic.endsWith('progress') ? Promise.reject(new Error('away')) : publish(record);
    await world.live(2_250);
    expect(point.enforcement.state.why).toBe('report-old');
    world.stream.publish = publish;
    await world.live(500);
    expect(point.enforcement.isFresh()).toBe(true);
  });

  it('after a beat from the future, until a snapshot tells the time anew', async () => {
    world.databaseAheadMs = 5_000;
    await world.beat();
    expect(point.enforcement.state.why).toBe('beat-from-the-future');
    await world.live(1_500);
    expect(point.enforcement.isFresh()).toBe(true);
  });

  it('after the database’s clock was set back, until a snapshot tells the time anew', async () => {
    world.databaseAheadMs = -5_000;
    await world.beat();
    expect(point.enforcement.state.why).toBe('beats-old');
    await world.live(1_500);
    expect(point.enforcement.isFresh()).toBe(true);
  });

  it('after wall and monotonic clock parted, until a snapshot tells the time anew', async () => {
    world.clock.setWall(1_000);
    expect(point.enforcement.state.why).toBe('clocks-disagree');
    await world.live(1_500);
    expect(point.enforcement.isFresh()).toBe(true);
  });

  it('for two seconds after a lost poll that a later one passed off as received, or until one is answered', async () => {
    world.source.mode = 'refuse';
    await world.clock.pass(4_200);
    // Beats and reports are well again; what the lost answers held may not be here yet.
    await world.live(1_000);
    expect(point.enforcement.state.why).toBe('poll-lost');
    const polls = world.source.polls.length;
    expect(await within(0, point.enforcement.judge(tv))).toBe('not-fresh');
    await world.live(1_500);
    expect(point.enforcement.isFresh()).toBe(true);
    // It did not put its own recovery off by asking on.
    expect(world.source.polls.length).toBe(polls);
  });

  it('compares its clock with the source’s now and then, though it is fresh all the while', async () => {
    const polls = world.source.polls.length;
    await world.live(598_000);
    expect(point.enforcement.isFresh()).toBe(true);
    await world.live(2_000);
    expect(world.source.polls.length).toBe(polls + 1);
  });
});

describe('within a grace', () => {
  const tv = someFacts();

  it('a point that is not fresh answers by its index, counts it, and not longer than its largest grace', async () => {
    const world = new World();
    world.source.mode = 'answer';
    const { enforcement } = await world.freshPoint({ largestGraceMs: 60_000 });
    world.source.mode = 'refuse';
    const revoked = someFacts();
    await world.publish({ type: 'session', sid: revoked.sid });
    await world.clock.pass(30_000);
    expect([enforcement.judge(tv, 60_000), enforcement.judge(revoked, 60_000)]).toEqual(['good', 'revoked']);
    expect(enforcement.state.servedUnderGrace).toBe(1);
    // A route without grace is refused all the same.
    const judging = enforcement.judge(tv);
    await world.clock.pass(1_000);
    expect(await judging).toBe('not-fresh');
    await world.clock.pass(31_000);
    const late = enforcement.judge(tv, 3_600_000);
    await world.clock.pass(1_000);
    expect([await late, enforcement.state.servedUnderGrace]).toEqual(['not-fresh', 1]);
    expect((await world.reports()).at(-1)).toMatchObject({ largestGraceMs: 60_000, fresh: false });
    await enforcement.stop();
  });

  it('a gateway, which has none, answers nothing by it', async () => {
    const world = new World();
    const { enforcement } = await world.freshPoint();
    world.source.mode = 'refuse';
    await world.clock.pass(3_000);
    const judging = enforcement.judge(tv, 60_000);
    await world.clock.pass(1_000);
    expect(await judging).toBe('not-fresh');
    await enforcement.stop();
  });
});
