import type { ProgressRecord } from '#libs/event-stream';
import type { ActivityFeed } from '../activity/activity-feed.js';
import type { Pressed } from '../revocations/announce.js';
import type { Blocked, BlockedStore } from './blocked-store.js';
import type { Clock } from './clock.js';
import type { LostReports } from './lost-reports.js';
import { passedByPolls } from './passed-by-polls.js';
import { COUNTED_OUT_AFTER_MS, dueAt, SILENT_FOR_MS, type Point, type Points } from './points.js';
import type { ProgressReading } from './progress-reading.js';

/** An event this process published, on its way through the points. */
export interface Published extends Pressed {
  readonly revocationId: string;
  readonly partition: number;
  readonly offset: bigint;
}

interface Waiting extends Published {
  /** Some point was counted while it waited, or may have to be, so it cannot have been blocked at commit. */
  counted: boolean;
  /** All progress from before it was published has been read. */
  readAfter: boolean;
}

const ASK_AGAIN_MS = 1_000;

/**
 * Says when a revocation is *blocked*: when every point that lets sessions in has passed its event.
 * Why it is sound: the progress topic has one order. A report that shows the event was written after it, so
 * every report from before has been read by then; a point that first reports later must, before it is ready,
 * apply up to end offsets that include the event. Without such a report the topic is read to its end first.
 * Of reports that were deleted before they were read, see `LostReports`: until they are so old that whoever sent them
 * would be counted out, nothing is blocked; until nobody that sent them trusts its polls, whoever polls is asked for.
 * Invariants: `blocked_at` is written once, by one instance; never while a counted point is behind.
 * Units: monotonic ms of `clock`.
 */
export class BlockedClock {
  readonly #waiting = new Map<string, Waiting>();
  /** Every report from before then has been read. */
  #heardAllAt = -Infinity;
  #cancelTimer: (() => void) | null = null;
  #timerAt = Infinity;
  #stopped = false;

  constructor(
    private readonly points: Points,
    private readonly lost: Pick<LostReports, 'mayBeYoungerThan'>,
    private readonly reading: Pick<ProgressReading, 'caughtUp'>,
    private readonly store: BlockedStore,
    private readonly activity: ActivityFeed,
    private readonly clock: Clock,
    private readonly onLeft: (point: Pick<Point, 'point' | 'boot'>, how: 'gone' | 'silent') => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** After the event's publication was acknowledged. */
  published(event: Published): void {
    this.#waiting.set(event.revocationId, { ...event, counted: false, readAfter: false });
    if (this.points.live.length === 0) void this.#readOn();
    else this.#judge();
  }

  /** A report was read. */
  reported(record: ProgressRecord): void {
    this.points.report(record, this.clock.now());
    if (record.gone === true) this.onLeft(record, 'gone');
    this.#judge();
    // The last point left: who joined meanwhile may lie unread.
    if (this.#waiting.size > 0 && this.points.live.length === 0) void this.#readOn();
    this.#setTimer();
  }

  /**
   * Looks after what nobody waits for any more: the instance that published died, or a point passed by a
   * snapshot poll. Called periodically.
   */
  async recheck(): Promise<void> {
    const overdue = await this.store.overdue();
    if (overdue.length === 0) return;
    await this.#catchUp();
    if (this.#mayNotKnowOne) return;
    const blocked = overdue
      .filter(({ partition, offset, polled }) =>
        this.points.behind(partition, offset).every(({ boot }) => polled.has(boot)),
      )
      .map(({ revocationId }) => ({
        revocationId,
        afterMs: this.#atCommit(revocationId),
        points: this.points.live.length,
      }));
    await this.#mark(blocked);
  }

  /**
   * Looks at what the polls alone show: while Kafka is away no report comes, and no event leaves, but points ask the
   * source. Called periodically; says nothing before this process has once read all reports.
   */
  async recheckPolls(): Promise<void> {
    if (this.#heardAllAt === -Infinity) return;
    const polled = await this.store.polled();
    if (this.#mayNotKnowOne) return;
    const deafForMs = this.clock.now() - this.#heardAllAt;
    const blocked = polled
      .filter((one) => passedByPolls(one, this.points, deafForMs))
      .map(({ revocationId, polls }) => ({
        revocationId,
        afterMs: null,
        points: this.points.live.length || [...polls.values()].filter(({ passed }) => passed).length,
      }))
      // Nobody asks: who is there cannot be told before Kafka is back.
      .filter(({ points }) => points > 0);
    await this.#mark(blocked);
  }

  /** Every report that stood in the topic then has been read. @param askedAt monotonic ms */
  heardAll(askedAt: number): void {
    this.#heardAllAt = Math.max(this.#heardAllAt, askedAt);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
  }

  #judge(): void {
    if (this.#waiting.size === 0) return;
    const points = this.points.live.length;
    const now = this.clock.now();
    const mayNotKnowOne = this.#mayNotKnowOne;
    const blocked: Blocked[] = [];
    for (const one of this.#waiting.values()) {
      if (points > 0 || mayNotKnowOne) one.counted = true;
      if (mayNotKnowOne || (points === 0 && !one.readAfter)) continue;
      if (this.points.behind(one.partition, one.offset).length > 0) continue;
      const at = one.counted ? now : one.committedAt;
      blocked.push({ revocationId: one.revocationId, afterMs: at - one.requestedAt, points });
    }
    // Out of sight before the write: should that fail, `recheck` finds the row.
    for (const { revocationId } of blocked) this.#waiting.delete(revocationId);
    this.#mark(blocked).catch(this.onError);
  }

  /** A point that is fresh, and whose reports were deleted before they were read here. */
  get #mayNotKnowOne(): boolean {
    return this.lost.mayBeYoungerThan(COUNTED_OUT_AFTER_MS);
  }

  /** With no points at all, blocked is the commit. */
  #atCommit(revocationId: string): number | null {
    const one = this.#waiting.get(revocationId);
    if (one === undefined || one.counted || this.points.live.length > 0) return null;
    return one.committedAt - one.requestedAt;
  }

  async #mark(blocked: readonly Blocked[]): Promise<void> {
    if (blocked.length === 0) return;
    const heardOf = this.lost.mayBeYoungerThan(SILENT_FOR_MS) ? this.points.heardOf : null;
    const marked = await this.store.mark(blocked, this.points.silent, heardOf);
    for (const { revocationId, txn, sub, sid } of marked) {
      this.#waiting.delete(revocationId);
      if (sub === null) continue;
      this.activity.changed({
        sub,
        type: 'revocation-blocked',
        revocationId,
        txn,
        ...(sid === null ? {} : { sid }),
      });
    }
  }

  async #catchUp(): Promise<void> {
    const askedAt = this.clock.now();
    await this.reading.caughtUp();
    this.heardAll(askedAt);
  }

  /** Reads the topic to its end for those that wait now, then judges. */
  async #readOn(): Promise<boolean> {
    const waiting = [...this.#waiting.values()];
    try {
      await this.#catchUp();
    } catch (error) {
      if (!this.#stopped) this.onError(error);
      return false;
    }
    for (const one of waiting) one.readAfter = true;
    this.#judge();
    return true;
  }

  #setTimer(): void {
    const due = Math.min(...this.points.live.map(dueAt));
    // A later report moves a due time on; the timer then finds nobody overdue and is set again.
    if (this.#stopped || due === Infinity || due >= this.#timerAt) return;
    this.#wakeAt(due);
  }

  #wakeAt(at: number): void {
    this.#cancelTimer?.();
    this.#timerAt = at;
    this.#cancelTimer = this.clock.after(Math.max(0, at - this.clock.now()), () => void this.#countOut());
  }

  async #countOut(): Promise<void> {
    this.#timerAt = Infinity;
    this.#cancelTimer = null;
    const at = this.clock.now();
    if (this.points.overdue(at).length > 0) {
      // This process may have been frozen or deaf itself: what lies unread would show them alive.
      if (!(await this.#readOn())) {
        if (!this.#stopped) this.#wakeAt(at + ASK_AGAIN_MS);
        return;
      }
      for (const point of this.points.overdue(at)) {
        this.points.countOut(point.boot);
        this.onLeft(point, 'silent');
      }
      this.#judge();
    }
    this.#setTimer();
  }
}
