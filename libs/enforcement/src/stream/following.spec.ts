import { setImmediate as turn } from 'node:timers/promises';
import type { IncomingRecord } from '#libs/event-stream';
import type { SecurityEvent } from '#libs/security-event';
import { settled } from '../testing/virtual-clock.js';
import { fits, Following, type FollowingOptions } from './following.js';
import type { Read } from './read-record.js';

const record = (partition: number, offset: bigint, type = 'set'): IncomingRecord => ({
  topic: 't',
  partition,
  offset,
  timestamp: 0,
  key: '',
  value: `${partition}/${offset}`,
  headers: { type },
});
const read = ({ headers, value }: Pick<IncomingRecord, 'headers' | 'value'>): Read =>
  headers['type'] === 'beat'
    ? { type: 'beat', beat: { databaseTime: 1, unsentForMs: 0 } }
    : { type: 'revocation', event: { jti: value } as SecurityEvent };

describe('following security-events', () => {
  const set = (overrides: Partial<FollowingOptions> = {}) => {
    const seen: string[] = [];
    const failures: unknown[] = [];
    let appliedCount = 0;
    const following = new Following({
      from: new Map([
        [0, 5n],
        [1, 0n],
      ]),
      read: (one) => Promise.resolve(read(one)),
      onBeat: () => {},
      onRevocation: ({ jti }) => void seen.push(jti),
      onTellingStopped: ({ revocationJti }) => void seen.push(`stop ${revocationJti}`),
      onApplied: () => void appliedCount++,
      onFailed: (cause) => failures.push(cause),
      ...overrides,
    });
    return { following, seen, failures, appliedCount: () => appliedCount };
  };

  it('counts as applied what stands before it, and then each record', async () => {
    const { following, appliedCount } = set();
    expect(following.applied).toEqual(new Map([[0, 4n], [1, -1n]])); // prettier-ignore
    await following.onRecord(record(0, 5n));
    await following.onRecord(record(1, 0n, 'beat'));
    await settled();
    expect(following.applied).toEqual(new Map([[0, 5n], [1, 0n]])); // prettier-ignore
    expect(appliedCount()).toBe(1);
  });

  it('passes on that telling was stopped, and counts it as applied at once', async () => {
    const { following, seen } = set({
      read: () => Promise.resolve({ type: 'telling-stopped', event: { revocationJti: 'r' } } as Read),
    });
    await following.onRecord(record(0, 5n, 'telling-stopped'));
    expect([seen, following.applied.get(0)]).toEqual([['stop r'], 5n]);
  });

  it('puts an event in the index before the next record is taken, and waits no longer', async () => {
    let finish = (): void => {};
    const gone = new Promise<void>((resolve) => (finish = resolve));
    const seen: string[] = [];
    const { following } = set({
      onRevocation: ({ jti }) => {
        seen.push(jti);
        return jti === '0/5' ? gone : undefined;
      },
    });
    await following.onRecord(record(0, 5n));
    expect(seen).toEqual(['0/5']);
    await following.onRecord(record(0, 6n));
    await following.onRecord(record(0, 7n, 'beat'));
    await settled();
    // All of it is known; none of it is applied while the first event's session may still be served.
    expect([seen, following.applied.get(0)]).toEqual([['0/5', '0/6'], 4n]);
    expect(following.next.get(0)).toBe(8n);
    let caughtUp = false;
    void following.appliedUpTo(new Map([[0, 8n]])).then(() => (caughtUp = true));
    await settled();
    expect(caughtUp).toBe(false);
    finish();
    await settled();
    expect([following.applied.get(0), caughtUp]).toEqual([7n, true]);
  });

  it('says that an event could not be applied, also when that is thrown, and applies nothing behind it', async () => {
    const { following, failures } = set({
      onRevocation: () => {
        throw new Error('socket');
      },
    });
    await following.onRecord(record(0, 5n));
    await following.onRecord(record(0, 6n, 'beat'));
    await settled();
    expect([failures, following.applied.get(0)]).toEqual([[new Error('socket')], 4n]);
  });

  it('lets others have their turn in a burst of 10,000 events', async () => {
    const { following } = set();
    let turns = 0;
    let over = false;
    const others = (async () => {
      while (!over) {
        await turn();
        turns++;
      }
    })();
    for (let n = 0n; n < 10_000n; n++) await following.onRecord(record(0, 5n + n));
    over = true;
    await others;
    expect(turns).toBeGreaterThanOrEqual(150);
  });

  it('refuses a partition it did not begin with', async () => {
    const { following } = set();
    await expect(following.onRecord(record(2, 0n))).rejects.toThrow('partition 2');
  });

  it.each([
    [[5n, 1n], true],
    [[9n, 4n], true],
    [[4n, 1n], false],
    [[5n], false],
    [[5n, 1n, 0n], false],
  ])('knows a log by its ends: %p', (ends, fitting) => {
    const before = new Map([[0, 5n], [1, 1n]]); // prettier-ignore
    expect(fits(before, new Map(ends.map((end, partition) => [partition, end])))).toBe(fitting);
  });
});
