import { VirtualClock } from '../testing/virtual-clock.js';
import { Lease } from './lease.js';
import { momentOf } from './moment.js';

const DATABASE_EPOCH = 700_000;

describe('the lease', () => {
  let clock: VirtualClock;
  let lease: Lease;
  let changes: unknown[];
  const databaseNow = () => DATABASE_EPOCH + clock.monotonicMs();
  const beat = (overrides: { databaseTime?: number; unsentForMs?: number } = {}) => {
    for (const partition of [0, 1]) {
      lease.heard(partition, { databaseTime: databaseNow(), unsentForMs: 0, ...overrides });
    }
  };
  const snapshot = () => lease.snapshot(databaseNow(), momentOf(clock));
  const comeBack = () => {
    lease.reported(clock.monotonicMs());
    lease.returned(lease.outage);
  };

  beforeEach(() => {
    clock = new VirtualClock();
    changes = [];
    lease = new Lease(
      () => momentOf(clock),
      (why) => changes.push(why),
    );
    snapshot();
    lease.reading([0, 1]);
    comeBack();
    beat();
    expect(lease.look()).toBeNull();
  });

  it('tells the database’s time, whatever this machine believes it to be', () => {
    clock.setWall(-3_600_000);
    clock.freeze(1_500);
    expect(lease.databaseTimeMs).toBe(databaseNow());
    expect(
      new Lease(
        () => momentOf(clock),
        () => undefined,
      ).databaseTimeMs,
    ).toBeNull();
  });

  it('sees that it was frozen at the first look after, before anything is read', () => {
    clock.freeze(2_500);
    expect(lease.look()).toBe('beats-old');
  });

  it('sees that it was frozen even if all that lay waiting is read before the first look', () => {
    clock.freeze(2_500);
    beat();
    lease.reported(clock.monotonicMs());
    expect(lease.look()).toBe('returning');
  });

  it('takes no report sent before a lapse for its return, and no return begun before it', () => {
    const { outage } = lease;
    const sentBefore = clock.monotonicMs();
    clock.freeze(2_500);
    lease.look();
    expect(lease.needsReturn(sentBefore)).toBe(false);
    expect(lease.returned(outage)).toBe(false);
    expect(lease.needsReturn(clock.monotonicMs())).toBe(true);
    beat();
    comeBack();
    expect(lease.look()).toBeNull();
  });

  it('returns anew when its reports lapsed on the way, since it may have been counted out meanwhile', () => {
    clock.freeze(2_500);
    lease.look();
    comeBack();
    // Beats do not come yet; the reports stop too, and go on.
    clock.freeze(2_500);
    beat();
    expect(lease.look()).toBe('report-old');
    lease.reported(clock.monotonicMs());
    expect(lease.look()).toBe('returning');
  });

  it('is not fresh after a beat from the future until the next snapshot', () => {
    lease.heard(0, { databaseTime: databaseNow() + 5_000, unsentForMs: 0 });
    beat();
    expect(lease.look()).toBe('beat-from-the-future');
    comeBack();
    snapshot();
    expect(lease.look()).toBeNull();
  });

  it('forgets beats of a database clock that was set back since, which would last too long', () => {
    lease.snapshot(databaseNow() - 60_000, momentOf(clock));
    expect(lease.look()).toBe('beats-old');
    for (const partition of [0, 1]) {
      lease.heard(partition, { databaseTime: databaseNow() - 60_000, unsentForMs: 0 });
    }
    comeBack();
    expect(lease.look()).toBeNull();
  });

  it('is not fresh after the machine was suspended, though its monotonic clock stood still', () => {
    clock.setWall(3_600_000);
    expect(lease.look()).toBe('clocks-disagree');
    snapshot();
    expect(lease.look()).toBe('returning');
  });

  it('tells each change once', () => {
    clock.freeze(2_500);
    lease.look();
    lease.look();
    beat();
    comeBack();
    lease.look();
    expect(changes).toEqual([null, 'beats-old', null]);
  });

  describe('within a grace', () => {
    it('counts from when the facts lapsed, not from when somebody looked', () => {
      clock.freeze(11_999);
      expect(lease.inGrace(10_000)).toBe(true);
      clock.freeze(1);
      expect(lease.inGrace(10_000)).toBe(false);
    });

    it('does not begin anew by a report or beat that makes it no fresher', () => {
      clock.freeze(8_000);
      lease.look();
      beat();
      lease.reported(clock.monotonicMs());
      clock.freeze(3_999);
      expect(lease.inGrace(10_000)).toBe(true);
      clock.freeze(1);
      expect(lease.inGrace(10_000)).toBe(false);
    });

    it.each([
      ['it is fresh', () => {}],
      ['the machine was suspended', () => clock.setWall(10_000)],
      ['the snapshot is not understood', () => lease.snapshotNotUnderstood()],
      ['it stopped', () => lease.stop()],
    ])('is none when %s', (_, happens) => {
      happens();
      expect(lease.inGrace(1_000_000)).toBe(false);
    });

    it('is none after a suspension, whatever the next snapshot says', () => {
      clock.setWall(10_000);
      lease.look();
      snapshot();
      expect(lease.look()).toBe('returning');
      expect(lease.inGrace(1_000_000)).toBe(false);
    });

    it('is none before it was ever fresh', () => {
      const never = new Lease(() => momentOf(clock));
      never.snapshot(databaseNow(), momentOf(clock));
      never.reading([0]);
      expect(never.look()).toBe('beats-old');
      expect(never.inGrace(1_000_000)).toBe(false);
    });
  });
});
