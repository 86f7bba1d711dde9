import type { NotFresh } from '../options.js';
import type { Moment } from './moment.js';
import { clocksAgree } from './moment.js';
import { holdUntil, isFromTheFuture, NOTHING_YET, standing, type Facts, type HeardBeat } from './standing.js';

/** Reasons under which how long ago the point was fresh is known, so that a grace may be granted. */
const MEASURABLE: ReadonlySet<NotFresh> = new Set([
  'rereading',
  'beats-old',
  'report-old',
  'returning',
  'poll-lost',
]);

/**
 * Gathers the facts and answers by them. Looks before and after each change: between two changes time can
 * only make a point stale, so no lapse stays unseen, however long the process was frozen, and however much of
 * what lay waiting is read before the first decision.
 * Invariant: after a lapse it is fresh again only when a return that began after the lapse is complete.
 */
export class Lease {
  #facts: Facts = NOTHING_YET;
  #fresh = false;
  #outage = 0;
  #outSince = -Infinity;
  #staleSince: number | null = null;

  constructor(
    private readonly now: () => Moment,
    private readonly onChange: (why: NotFresh | null) => void = () => {},
  ) {}

  /** Why the point is not fresh at this moment; null when it is. */
  look(): NotFresh | null {
    const now = this.now();
    const why = standing(this.#facts, now);
    if (why === null) {
      if (!this.#fresh) this.onChange(null);
      this.#fresh = true;
      this.#staleSince = null;
      return null;
    }
    if (this.#fresh) {
      this.#fresh = false;
      this.#staleSince = MEASURABLE.has(why) ? Math.min(holdUntil(this.#facts), now.monotonicMs) : null;
      this.#out(now);
      this.onChange(why);
    } else if (this.#facts.returned && why === 'report-old') {
      // Perhaps counted out before it was fresh: what it applied up to is not enough any more.
      this.#out(now);
    }
    return why;
  }

  /** Whether a route that may be served for so long after freshness may be served now. */
  inGrace(graceMs: number): boolean {
    const why = this.look();
    const now = this.now();
    const { snapshot } = this.#facts;
    if (why === null || this.#staleSince === null || snapshot === null || !MEASURABLE.has(why)) return false;
    return clocksAgree(snapshot.askedAt, now) && now.monotonicMs < this.#staleSince + graceMs;
  }

  /** Counts the lapses: what began in one outage must not end another. */
  get outage(): number {
    return this.#outage;
  }

  /** Whether a report sent then counts towards this outage's return. */
  needsReturn(reportSentAt: number): boolean {
    return !this.#facts.returned && reportSentAt >= this.#outSince;
  }

  get snapshotAskedAt(): Moment | null {
    return this.#facts.snapshot?.askedAt ?? null;
  }

  /** The database's clock now, epoch ms, by the last snapshot and the monotonic time since; null before the first. */
  get databaseTimeMs(): number | null {
    const { snapshot } = this.#facts;
    if (snapshot === null) return null;
    return snapshot.databaseTime + this.now().monotonicMs - snapshot.askedAt.monotonicMs;
  }

  heard(partition: number, beat: Omit<HeardBeat, 'heardAt'>): void {
    const { snapshot, beats } = this.#facts;
    const heard = { ...beat, heardAt: this.now().monotonicMs };
    if (snapshot !== null && isFromTheFuture(heard, snapshot)) this.#change({ beatFromTheFuture: true });
    else this.#change({ beats: new Map(beats).set(partition, heard) });
  }

  snapshot(databaseTime: number, askedAt: Moment): void {
    const snapshot = { databaseTime, askedAt };
    // Beats of a clock that has been set back since would keep the point fresh for too long.
    const beats = new Map([...this.#facts.beats].filter(([, beat]) => !isFromTheFuture(beat, snapshot)));
    this.#change({ snapshot, beats, understood: true, beatFromTheFuture: false });
  }

  snapshotNotUnderstood(): void {
    this.#change({ understood: false });
  }

  /** Everything before these offsets is known, and every record from them on is being read. */
  reading(partitions: readonly number[]): void {
    this.#change({ partitions, beats: new Map() });
  }

  gap(): void {
    this.#change({ partitions: null });
    // Not fresh yet, it may have returned already: what was to come before the gap is of the past.
    if (this.#facts.returned) this.#out(this.now());
  }

  reported(sentAt: number): void {
    this.#change({ reportSentAt: Math.max(sentAt, this.#facts.reportSentAt) });
  }

  /** A return that began in that outage is complete. Answers whether it counts: there may be a new one. */
  returned(outage: number): boolean {
    this.look();
    if (outage !== this.#outage || this.#facts.partitions === null) return false;
    this.#change({ returned: true });
    return true;
  }

  pollLost(at: number | null): void {
    this.#change({ lostPollAt: at ?? -Infinity });
  }

  stop(): void {
    this.#change({ stopped: true });
  }

  #change(facts: Partial<Facts>): void {
    this.look();
    this.#facts = { ...this.#facts, ...facts };
    this.look();
  }

  #out(now: Moment): void {
    this.#facts = { ...this.#facts, returned: false };
    this.#outage++;
    this.#outSince = now.monotonicMs;
  }
}
