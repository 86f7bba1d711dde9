import { Pauses } from '../pauses.js';
import { FakeSource } from '../testing/fake-source.js';
import { settled, VirtualClock } from '../testing/virtual-clock.js';
import { momentOf } from '../freshness/moment.js';
import { mayServeFrom, Polls } from './polls.js';

describe('the snapshot polls of a process', () => {
  const set = (settle: () => Promise<void> = () => Promise.resolve()) => {
    const clock = new VirtualClock();
    const pauses = new Pauses(clock);
    const source = new FakeSource(
      () => 0,
      () => clock.monotonicMs(),
    );
    const taken: number[] = [];
    const lost: (number | null)[] = [];
    const polls = new Polls({
      source,
      point: 'g1',
      boot: 'b1',
      clock,
      pauses,
      take: ({ predicates }) => Promise.resolve(void taken.push(predicates.length)),
      settled: settle,
      onLost: (at) => lost.push(at),
      onFailed: () => {},
    });
    const times = () => source.polls.map(({ at }) => at);
    return { clock, pauses, source, polls, taken, lost, times };
  };

  it('name the point and its run', async () => {
    const { polls, source } = set();
    expect(await polls.next()).toMatchObject({ understood: true });
    expect(source.polls).toEqual([{ point: 'g1', boot: 'b1', having: null, at: 0 }]);
  });

  it('are one a second, shared by however many ask', async () => {
    const { clock, polls, times } = set();
    await polls.next();
    let answered = 0;
    for (let n = 0; n < 10_000; n++) void polls.next().then(() => answered++);
    await clock.pass(999);
    expect([times(), answered]).toEqual([[0], 0]);
    await clock.pass(1);
    expect([times(), answered]).toEqual([[0, 1_000], 10_000]);
  });

  it('answer who asks while one is on its way, and not who asks when its answer is there', async () => {
    const { clock, source, polls, times } = set();
    source.mode = 'hold';
    const first = polls.next();
    await clock.pass(300);
    const meanwhile = polls.next();
    source.release();
    expect(await meanwhile).toBe(await first);
    const after = polls.next();
    await clock.pass(700);
    expect((await after)?.askedAt.monotonicMs).toBe(1_000);
    expect(times()).toEqual([0, 1_000]);
  });

  it('that were sent before a question are not what a new reading may begin with', async () => {
    const { clock, source, polls } = set();
    source.mode = 'hold';
    void polls.next();
    await clock.pass(300);
    const sentAfter = polls.nextSent();
    source.release();
    await clock.pass(700);
    expect((await sentAfter)?.askedAt.monotonicMs).toBe(1_000);
  });

  it('fail for all who wait, and go on', async () => {
    const { clock, source, polls } = set();
    source.mode = 'refuse';
    expect(await Promise.all([polls.next(), polls.next()])).toEqual([null, null]);
    source.mode = 'answer';
    const again = polls.next();
    await clock.pass(1_000);
    expect(await again).not.toBeNull();
    expect([polls.sent, polls.failed]).toEqual([2, 1]);
  });

  it('are given up when the source keeps silent, and a late answer is no answer', async () => {
    const { clock, source, polls, taken } = set();
    source.mode = 'hold';
    const silent = polls.next();
    await clock.pass(2_000);
    expect(await silent).toBeNull();
    source.release();
    await settled();
    expect(taken).toEqual([]);
  });

  it('are not sent before what the last answer ended is gone: to ask again says that it is', async () => {
    let gone = (): void => {};
    const going = new Promise<void>((resolve) => (gone = resolve));
    const { clock, polls, times } = set(() => (polls.sent === 0 ? Promise.resolve() : going));
    await polls.next();
    const refused = polls.next();
    await clock.pass(5_000);
    // Who asks is not kept waiting for ever.
    expect([times(), await refused]).toEqual([[0], null]);
    gone();
    expect(await polls.next()).not.toBeNull();
    expect(times()).toEqual([0, 5_000]);
  });

  it('tell of a lost one only when the next is sent, and that all is well when one is answered', async () => {
    const { clock, source, polls, lost } = set();
    source.mode = 'refuse';
    await polls.next();
    await clock.pass(400);
    expect(lost).toEqual([]);
    void polls.next();
    await clock.pass(600);
    expect(lost).toEqual([0]);
    source.mode = 'answer';
    void polls.next();
    await clock.pass(1_000);
    expect(lost).toEqual([0, 1_000, null]);
  });

  it('end when the process stops, and nobody waits on', async () => {
    const { pauses, polls, times } = set();
    await polls.next();
    const waiting = [polls.next(), polls.nextSent()];
    pauses.stop();
    expect(await Promise.all(waiting)).toEqual([null, null]);
    expect(times()).toEqual([0]);
  });
});

describe('an answer', () => {
  const clock = new VirtualClock();
  const answer = { askedAt: momentOf(clock), understood: true };
  const in_ = (ms: number, wallMs = ms) => ({
    monotonicMs: answer.askedAt.monotonicMs + ms,
    wallMs: answer.askedAt.wallMs + wallMs,
  });

  it('may be served from for less than two seconds since the poll was sent', () => {
    expect([mayServeFrom(answer, in_(1_999)), mayServeFrom(answer, in_(2_000))]).toEqual([true, false]);
  });

  it('may not be served from when it was not understood, or the machine was suspended since', () => {
    expect(mayServeFrom({ ...answer, understood: false }, in_(0))).toBe(false);
    expect(mayServeFrom(answer, in_(5, 10_000))).toBe(false);
  });
});
