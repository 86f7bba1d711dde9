import type { EventStream, ProgressRecord } from '#libs/event-stream';
import type { Clock } from './clock.js';
import type { Point, Points } from './points.js';

export interface PointView {
  readonly point: string;
  readonly boot: string;
  readonly kind: ProgressRecord['kind'];
  /** False for one that was counted out for its silence. */
  readonly counted: boolean;
  /** As it last said itself. */
  readonly fresh: boolean;
  readonly largestGraceMs: number;
  readonly silentForMs: number;
  /** Records of security-events that it has not said to have applied; null while the broker does not say. */
  readonly behind: number | null;
}

/** How far each enforcement point is, for figures and for whoever looks after the installation. */
export class PointLook {
  constructor(
    private readonly points: Points,
    private readonly stream: Pick<EventStream, 'endOffsets'>,
    private readonly eventsTopic: string,
    private readonly clock: Clock,
  ) {}

  async all(): Promise<readonly PointView[]> {
    const ends = await this.stream.endOffsets(this.eventsTopic).catch(() => null);
    const view = (point: Point, counted: boolean): PointView => ({
      point: point.point,
      boot: point.boot,
      kind: point.kind,
      counted,
      fresh: point.fresh,
      largestGraceMs: point.largestGraceMs,
      silentForMs: Math.round(this.clock.now() - point.reportedAt),
      behind: ends === null ? null : behind(point, ends),
    });
    return [
      ...this.points.live.map((point) => view(point, true)),
      ...this.points.silent.map((point) => view(point, false)),
    ];
  }
}

const behind = ({ applied }: Point, ends: ReadonlyMap<number, bigint>): number => {
  let records = 0n;
  for (const [partition, end] of ends) {
    const missing = end - 1n - (applied.get(partition) ?? -1n);
    if (missing > 0n) records += missing;
  }
  return Number(records);
};
