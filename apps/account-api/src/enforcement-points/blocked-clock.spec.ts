import type { ProgressRecord } from '#libs/event-stream';
import type { Change } from '../activity/activity-feed.js';
import { BlockedClock, type Published } from './blocked-clock.js';
import type { Blocked, BlockedStore, PolledRevocation, SilentPoint, Unblocked } from './blocked-store.js';
import { Points } from './points.js';
import { settled, VirtualClock } from './testing/virtual-clock.js';

/** The database's side, in memory: writes once, holds back what a silent point that polls has not shown. */
class MemoryBlocked implements BlockedStore {
  readonly marked = new Map<string, Blocked>();
  readonly heldBackBy = new Map<string, string>();
  unblocked: Unblocked[] = [];
  unheard: PolledRevocation[] = [];

  mark(blocked: readonly Blocked[], silent: readonly SilentPoint[]) {
    const written = blocked.filter(
      ({ revocationId }) =>
        !this.marked.has(revocationId) &&
        !silent.some(({ boot }) => this.heldBackBy.get(revocationId) === boot),
    );
    for (const one of written) this.marked.set(one.revocationId, one);
    return Promise.resolve(
      written.map(({ revocationId, afterMs, points }) => ({
        revocationId,
        txn: `txn of ${revocationId}`,
        afterMs: afterMs ?? 0,
        points,
        sub: 'ann',
        sid: null,
      })),
    );
  }

  forgetPolls(): Promise<void> {
    return Promise.resolve();
  }

  polled(): Promise<readonly PolledRevocation[]> {
    return Promise.resolve(this.unheard.filter(({ revocationId }) => !this.marked.has(revocationId)));
  }

  overdue(): Promise<readonly Unblocked[]> {
    return Promise.resolve(this.unblocked.filter(({ revocationId }) => !this.marked.has(revocationId)));
  }
}

/** A progress topic that is read when the test says so. */
class GatedReading {
  questions = 0;
  away = false;
  #held: (() => void)[] | null = null;

  hold(): void {
    this.#held = [];
  }

  readOn(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const go of held) go();
  }

  async caughtUp(): Promise<void> {
    this.questions++;
    if (this.away) throw new Error('the broker is away');
    if (this.#held !== null) await new Promise<void>((resolve) => this.#held?.push(resolve));
  }
}

const report = (boot: string, offset: number, more: Partial<ProgressRecord> = {}): ProgressRecord => ({
  v: 1,
  point: `point of ${boot}`,
  boot,
  kind: 'push-gateway',
  offsets: { '0': String(offset) },
  fresh: true,
  largestGraceMs: 0,
  at: 0,
  ...more,
});

describe('the blocked clock', () => {
  const setUp = () => {
    const clock = new VirtualClock();
    const points = new Points();
    const store = new MemoryBlocked();
    const reading = new GatedReading();
    const changes: Change[] = [];
    const left: string[] = [];
    const blockedClock = new BlockedClock(
      points,
      reading,
      store,
      { changed: (change) => changes.push(change) },
      clock,
      ({ boot }) => left.push(boot),
      () => {},
    );
    const publish = (offset: number, revocationId = `r${offset}`): Published => {
      const at = clock.now();
      const event = {
        revocationId,
        partition: 0,
        offset: BigInt(offset),
        requestedAt: at - 3,
        committedAt: at - 1,
      };
      blockedClock.published(event);
      return event;
    };
    return { clock, points, store, reading, changes, left, blockedClock, publish };
  };

  it('waits for the last point and counts from the press', async () => {
    const { clock, store, changes, blockedClock, publish } = setUp();
    blockedClock.reported(report('a', 4));
    blockedClock.reported(report('b', 4));
    publish(5);
    await clock.pass(2);
    blockedClock.reported(report('a', 5));
    await settled();
    expect(store.marked.size).toBe(0);
    await clock.pass(4);
    blockedClock.reported(report('b', 7));
    await settled();
    expect(store.marked.get('r5')).toEqual({ revocationId: 'r5', afterMs: 9, points: 2 });
    expect(changes).toEqual([
      { sub: 'ann', type: 'revocation-blocked', revocationId: 'r5', txn: 'txn of r5' },
    ]);
  });

  it('is the commit when there is no point at all, once everything said before has been read', async () => {
    const { clock, store, reading, publish } = setUp();
    reading.hold();
    publish(5);
    await clock.pass(40);
    expect(store.marked.size).toBe(0);
    reading.readOn();
    await settled();
    expect(store.marked.get('r5')).toEqual({ revocationId: 'r5', afterMs: 2, points: 0 });
  });

  it('waits for a point that joined while the revocation was in flight and whose first report lay unread', async () => {
    const { clock, store, reading, blockedClock, publish } = setUp();
    reading.hold();
    publish(5);
    await settled();
    blockedClock.reported(report('a', 3));
    reading.readOn();
    await clock.pass(10);
    expect(store.marked.size).toBe(0);
    blockedClock.reported(report('a', 5));
    await settled();
    expect(store.marked.get('r5')).toMatchObject({ points: 1, afterMs: 13 });
  });

  it('with a frozen point comes only after that point has fenced itself: 5 s and its largest grace later', async () => {
    const { clock, store, left, blockedClock, publish } = setUp();
    blockedClock.reported(report('a', 4, { largestGraceMs: 60_000 }));
    // A grace that shrank may still cover what is in flight.
    blockedClock.reported(report('a', 4, { largestGraceMs: 1_000 }));
    publish(5);
    await clock.pass(64_999);
    expect(store.marked.size).toBe(0);
    await clock.pass(1);
    expect(store.marked.get('r5')).toMatchObject({ points: 0, afterMs: 65_003 });
    expect(left).toEqual(['a']);
  });

  it('does not count out a point whose reports merely lay unread here', async () => {
    const { clock, store, reading, points, blockedClock, publish } = setUp();
    blockedClock.reported(report('a', 4));
    publish(5);
    reading.hold();
    await clock.pass(6_000);
    expect(reading.questions).toBeGreaterThan(0);
    blockedClock.reported(report('a', 4));
    reading.readOn();
    await settled();
    expect(points.live).toHaveLength(1);
    expect(store.marked.size).toBe(0);
  });

  it('counts nobody out while the broker cannot be asked', async () => {
    const { clock, store, reading, points, blockedClock, publish } = setUp();
    blockedClock.reported(report('a', 4));
    publish(5);
    reading.away = true;
    await clock.pass(60_000);
    expect(points.live).toHaveLength(1);
    reading.away = false;
    await clock.pass(1_000);
    expect(points.live).toHaveLength(0);
    expect(store.marked.has('r5')).toBe(true);
  });

  it('lets a point that says it is gone leave at once, and a counted-out one back with its next report', async () => {
    const { clock, store, points, left, blockedClock, publish } = setUp();
    blockedClock.reported(report('a', 5));
    blockedClock.reported(report('b', 4));
    publish(5);
    blockedClock.reported(report('b', 4, { gone: true }));
    await settled();
    expect(store.marked.get('r5')).toMatchObject({ points: 1 });
    expect(left).toEqual(['b']);
    // A report read again after a gap does not raise the dead.
    blockedClock.reported(report('b', 4));
    expect(points.live.map(({ boot }) => boot)).toEqual(['a']);

    await clock.pass(5_000);
    expect(points.live).toEqual([]);
    blockedClock.reported(report('a', 5));
    publish(6);
    await settled();
    expect(store.marked.has('r6')).toBe(false);
  });

  it('does not take the last point’s leaving for the end while another’s first report may lie unread', async () => {
    const { store, reading, blockedClock, publish } = setUp();
    blockedClock.reported(report('a', 4));
    publish(5);
    reading.hold();
    blockedClock.reported(report('a', 4, { gone: true }));
    await settled();
    expect(store.marked.size).toBe(0);
    blockedClock.reported(report('b', 4));
    reading.readOn();
    await settled();
    expect(store.marked.size).toBe(0);
    blockedClock.reported(report('b', 4, { gone: true }));
    await settled();
    expect(store.marked.get('r5')).toMatchObject({ points: 0, afterMs: 3 });
  });

  it('takes a frozen process and its successor of the same name for two', async () => {
    const { clock, store, blockedClock, publish } = setUp();
    blockedClock.reported(report('old', 4, { point: 'gateway-1' }));
    blockedClock.reported(report('new', 4, { point: 'gateway-1' }));
    publish(5);
    blockedClock.reported(report('new', 5, { point: 'gateway-1' }));
    await clock.pass(4_999);
    blockedClock.reported(report('new', 5, { point: 'gateway-1' }));
    await settled();
    expect(store.marked.size).toBe(0);
    await clock.pass(1);
    expect(store.marked.get('r5')).toMatchObject({ points: 1 });
  });

  it('is held back by a silent point that still polls, until its poll shows the revocation', async () => {
    const { clock, store, blockedClock, publish } = setUp();
    blockedClock.reported(report('a', 4));
    blockedClock.reported(report('b', 4));
    await clock.pass(3_000);
    blockedClock.reported(report('a', 4));
    await clock.pass(2_000);
    store.heldBackBy.set('r5', 'b');
    publish(5);
    blockedClock.reported(report('a', 5));
    await settled();
    expect(store.marked.size).toBe(0);

    store.heldBackBy.clear();
    store.unblocked = [{ revocationId: 'r5', partition: 0, offset: 5n, polled: new Set(['b']) }];
    await blockedClock.recheck();
    expect(store.marked.get('r5')).toMatchObject({ points: 1, afterMs: null });
  });

  describe('while no report comes', () => {
    type Polls = Readonly<Record<string, { readonly passed: boolean; readonly agoMs?: number }>>;
    const anHourDeaf = async (polls: Polls, event: PolledRevocation['event'] = null) => {
      const all = setUp();
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
      const { store, blockedClock } = setUp();
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

  it('takes up what a dead instance published, and what a live point passed by a poll', async () => {
    const { store, blockedClock } = setUp();
    blockedClock.reported(report('a', 5));
    blockedClock.reported(report('b', 4));
    store.unblocked = [
      { revocationId: 'r5', partition: 0, offset: 5n, polled: new Set(['b']) },
      { revocationId: 'r6', partition: 0, offset: 6n, polled: new Set(['b']) },
    ];
    await blockedClock.recheck();
    expect([...store.marked.keys()]).toEqual(['r5']);
  });

  it('writes each revocation once, however many instances see it pass', async () => {
    const one = setUp();
    const other = new BlockedClock(
      one.points,
      one.reading,
      one.store,
      { changed: (change) => one.changes.push(change) },
      one.clock,
      () => {},
      () => {},
    );
    one.blockedClock.reported(report('a', 4));
    const event = one.publish(5);
    other.published(event);
    one.blockedClock.reported(report('a', 5));
    other.reported(report('a', 5));
    await settled();
    expect(one.changes).toHaveLength(1);
  });
});
