import type { ProgressRecord } from '#libs/event-stream';

/** A silent point is counted out this long after its largest grace; it fenced itself after two seconds. */
export const COUNTED_OUT_AFTER_MS = 5_000;

/** One run of one enforcement point, as its reports show it. */
export interface Point {
  readonly point: string;
  /** Names the run: a frozen process and its successor under the same name are two points. */
  readonly boot: string;
  readonly kind: ProgressRecord['kind'];
  readonly largestGraceMs: number;
  /** As it last said itself. */
  readonly fresh: boolean;
  /** By this process's monotonic clock, when its last report was read. */
  readonly reportedAt: number;
  readonly applied: ReadonlyMap<number, bigint>;
}

/**
 * A run that has been silent for so long serves nobody: it trusts no poll once its last report is half an hour old,
 * and no grace is longer than ten minutes more. The topic keeps reports for an hour.
 */
export const SILENT_FOR_MS = 3_600_000;
/** Longer than a report of such a run may stand in the topic, to be read again after a gap. */
const GONE_FOR_MS = 2 * 3_600_000;

/**
 * Who lets sessions in, and how far each has applied the events: the sum of all reports read so far.
 * A point counts until it says that it is gone, or is counted out; a report brings a counted-out one back.
 */
export class Points {
  readonly #live = new Map<string, Point>();
  readonly #silent = new Map<string, Point>();
  /** When each said so. */
  readonly #gone = new Map<string, number>();

  /** @param at monotonic ms */
  report(record: ProgressRecord, at: number): void {
    const { point, boot, kind } = record;
    this.#forget(at);
    if (this.#gone.has(boot)) return;
    const before = this.#live.get(boot) ?? this.#silent.get(boot);
    this.#silent.delete(boot);
    if (record.gone === true) {
      this.#live.delete(boot);
      this.#gone.set(boot, at);
      return;
    }
    this.#live.set(boot, {
      point,
      boot,
      kind,
      // What was served under an earlier, larger grace may still be in flight.
      largestGraceMs: Math.max(record.largestGraceMs, before?.largestGraceMs ?? 0),
      fresh: record.fresh,
      reportedAt: at,
      applied: furthest(before?.applied, record.offsets),
    });
  }

  get live(): readonly Point[] {
    return [...this.#live.values()];
  }

  /** Counted out: not live, and perhaps still serving by snapshots, if it polls. */
  get silent(): readonly Point[] {
    return [...this.#silent.values()];
  }

  /** Every run that is remembered: live, counted out, or gone by its own word. */
  get heardOf(): readonly string[] {
    return [...this.#live.keys(), ...this.#silent.keys(), ...this.#gone.keys()];
  }

  /** Whether that run said that it is gone. */
  left(boot: string): boolean {
    return this.#gone.has(boot);
  }

  /** The runs that were heard since, live or counted out. */
  heardSince(at: number): readonly string[] {
    return [...this.live, ...this.silent]
      .filter(({ reportedAt }) => reportedAt >= at)
      .map(({ boot }) => boot);
  }

  /** The live points that have not applied the event at this position. */
  behind(partition: number, offset: bigint): readonly Point[] {
    return this.live.filter(({ applied }) => (applied.get(partition) ?? -1n) < offset);
  }

  /** Live points whose silence is long enough, once every report up to `at` has been read. */
  overdue(at: number): readonly Point[] {
    return this.live.filter((point) => dueAt(point) <= at);
  }

  countOut(boot: string): void {
    const point = this.#live.get(boot);
    if (point === undefined) return;
    this.#live.delete(boot);
    this.#silent.set(boot, point);
  }

  /** Both are in the order of time, so the oldest are the first. */
  #forget(now: number): void {
    for (const [boot, { reportedAt }] of this.#silent) {
      if (reportedAt > now - SILENT_FOR_MS) break;
      this.#silent.delete(boot);
    }
    for (const [boot, at] of this.#gone) {
      if (at > now - GONE_FOR_MS) break;
      this.#gone.delete(boot);
    }
  }
}

/** When a point that stays silent is to be counted out. */
export const dueAt = ({ reportedAt, largestGraceMs }: Point): number =>
  reportedAt + COUNTED_OUT_AFTER_MS + largestGraceMs;

function furthest(
  before: ReadonlyMap<number, bigint> | undefined,
  offsets: ProgressRecord['offsets'],
): ReadonlyMap<number, bigint> {
  const applied = new Map(before);
  for (const [partition, offset] of Object.entries(offsets)) applied.set(Number(partition), BigInt(offset));
  return applied;
}
