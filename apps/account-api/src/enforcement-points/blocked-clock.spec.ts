import { BlockedClock } from './blocked-clock.js';
import { aBlockedClock, report } from './testing/a-blocked-clock.js';
import { settled } from './testing/virtual-clock.js';

describe('the blocked clock', () => {
  it('waits for the last point and counts from the press', async () => {
    const { clock, store, changes, blockedClock, publish } = aBlockedClock();
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
    const { clock, store, reading, publish } = aBlockedClock();
    reading.hold();
    publish(5);
    await clock.pass(40);
    expect(store.marked.size).toBe(0);
    reading.readOn();
    await settled();
    expect(store.marked.get('r5')).toEqual({ revocationId: 'r5', afterMs: 2, points: 0 });
  });

  it('waits for a point that joined while the revocation was in flight and whose first report lay unread', async () => {
    const { clock, store, reading, blockedClock, publish } = aBlockedClock();
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
    const { clock, store, left, blockedClock, publish } = aBlockedClock();
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
    const { clock, store, reading, points, blockedClock, publish } = aBlockedClock();
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
    const { clock, store, reading, points, blockedClock, publish } = aBlockedClock();
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
    const { clock, store, points, left, blockedClock, publish } = aBlockedClock();
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
    const { store, reading, blockedClock, publish } = aBlockedClock();
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
    const { clock, store, blockedClock, publish } = aBlockedClock();
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
    const { clock, store, blockedClock, publish } = aBlockedClock();
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

  it('takes up what a dead instance published, and what a live point passed by a poll', async () => {
    const { store, blockedClock } = aBlockedClock();
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
    const one = aBlockedClock();
    const other = new BlockedClock(
      one.points,
      one.lost,
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
