import type { ProgressRecord } from '#libs/event-stream';
import type { Change } from '../../activity/activity-feed.js';
import { BlockedClock, type Published } from '../blocked-clock.js';
import type { Blocked, BlockedStore, PolledRevocation, SilentPoint, Unblocked } from '../blocked-store.js';
import { LostReports } from '../lost-reports.js';
import { Points } from '../points.js';
import { VirtualClock } from './virtual-clock.js';

/** The database's side, in memory: writes once, holds back what a silent point that polls has not shown. */
class MemoryBlocked implements BlockedStore {
  readonly marked = new Map<string, Blocked>();
  readonly heldBackBy = new Map<string, string>();
  unblocked: Unblocked[] = [];
  unheard: PolledRevocation[] = [];

  mark(blocked: readonly Blocked[], silent: readonly SilentPoint[], heardOf: readonly string[] | null) {
    const written = blocked.filter(
      ({ revocationId }) =>
        !this.marked.has(revocationId) &&
        !this.#isHeldBack(this.heldBackBy.get(revocationId), silent, heardOf),
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

  #isHeldBack(
    by: string | undefined,
    silent: readonly SilentPoint[],
    heardOf: readonly string[] | null,
  ): boolean {
    if (by === undefined) return false;
    return silent.some(({ boot }) => boot === by) || (heardOf !== null && !heardOf.includes(by));
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

/** That a point has applied up to this offset of partition 0. */
export const report = (boot: string, offset: number, more: Partial<ProgressRecord> = {}): ProgressRecord => ({
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

/** A blocked clock over virtual time, and all that is around it. */
export function aBlockedClock() {
  const clock = new VirtualClock();
  const points = new Points();
  const lost = new LostReports(clock);
  const store = new MemoryBlocked();
  const reading = new GatedReading();
  const changes: Change[] = [];
  const left: string[] = [];
  const blockedClock = new BlockedClock(
    points,
    lost,
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
  /** As the controller does it: a record that stands there, appended at that moment of the broker's clock. */
  const read = (offset: number, timestamp: number, record: ProgressRecord): void => {
    lost.reading({ offset: BigInt(offset), timestamp });
    blockedClock.reported(record);
  };
  return { clock, points, lost, read, store, reading, changes, left, blockedClock, publish };
}
