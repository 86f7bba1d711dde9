import type { PolledRevocation } from './blocked-store.js';
import { aBlockedClock, report } from './testing/a-blocked-clock.js';

describe('the blocked clock, while no report comes', () => {
  type Polls = Readonly<Record<string, { readonly passed: boolean; readonly agoMs?: number }>>;
  const anHourDeaf = async (polls: Polls, event: PolledRevocation['event'] = null) => {
    const all = aBlockedClock();
    const { clock, store, blockedClock } = all;
    blockedClock.reported(report('a', 4));
    blockedClock.reported(report('b', 4));
    blockedClock.reported(report('left', 4, { gone: true }));
    blockedClock.heardAll(clock.now());
    all.reading.away = true;
    await clock.pass(3_600_000);
    store.unheard = [
      {
        revocationId: 'r5',
        event,
        polls: new Map(Object.entries(polls).map(([boot, poll]) => [boot, { agoMs: 500, ...poll }])),
      },
    ];
    await blockedClock.recheckPolls();
    return { ...all, isBlocked: store.marked.has('r5') };
  };
  const passed = { passed: true };

  it('is said by the polls alone once each point that is known has it, published or not', async () => {
    const { isBlocked, store, changes } = await anHourDeaf({ a: passed, b: passed });
    expect(isBlocked).toBe(true);
    expect(store.marked.get('r5')).toEqual({ revocationId: 'r5', afterMs: null, points: 2 });
    expect(changes).toMatchObject([{ type: 'revocation-blocked', revocationId: 'r5' }]);
  });

  it.each<[string, Polls]>([
    ['a point has polled and not shown it', { a: passed, b: { passed: false } }],
    ['a point does not poll, however long ago it reported', { a: passed }],
    ['nobody polls', {}],
  ])('is not said while %s', async (_, polls) => {
    expect((await anHourDeaf(polls)).isBlocked).toBe(false);
  });

  it('waits for one that polls and was never heard of: it may have started since', async () => {
    const since = { passed: false, agoMs: 3_600_000 };
    expect((await anHourDeaf({ a: passed, b: passed, new: since })).isBlocked).toBe(false);
    expect((await anHourDeaf({ a: passed, b: passed, new: passed })).isBlocked).toBe(true);
  });

  it('does not wait for one that said it is gone, nor for one that was over before', async () => {
    const [left, before] = [{ passed: false }, { passed: false, agoMs: 3_600_000 + 660_001 }];
    expect((await anHourDeaf({ a: passed, b: passed, left, before })).isBlocked).toBe(true);
  });

  it('waits for one that was counted out: it may be back, unheard', async () => {
    const { points, store, blockedClock, isBlocked } = await anHourDeaf({ a: passed });
    expect(isBlocked).toBe(false);
    points.countOut('b');
    await blockedClock.recheckPolls();
    expect(store.marked.size).toBe(0);
  });

  it('takes for passed what was reported of a published event', async () => {
    const at = (offset: bigint) => ({ partition: 0, offset });
    expect((await anHourDeaf({ a: passed }, at(4n))).isBlocked).toBe(true);
    expect((await anHourDeaf({ a: passed }, at(5n))).isBlocked).toBe(false);
  });

  it('says nothing before all reports have been read once: who is there is not known', async () => {
    const { store, blockedClock } = aBlockedClock();
    store.unheard = [
      { revocationId: 'r5', event: null, polls: new Map([['a', { passed: true, agoMs: 0 }]]) },
    ];
    await blockedClock.recheckPolls();
    expect(store.marked.size).toBe(0);
    blockedClock.heardAll(0);
    await blockedClock.recheckPolls();
    expect(store.marked.get('r5')).toMatchObject({ points: 1 });
  });
});
