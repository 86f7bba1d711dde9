import type { EventStream } from '#libs/event-stream';
import { fits, type Following } from '../stream/following.js';
import type { Lease } from './lease.js';

export interface ReturnOptions {
  readonly lease: Lease;
  readonly stream: Pick<EventStream, 'endOffsets'>;
  readonly topic: string;
  /** The reading without a gap; null while there is one. */
  readonly following: () => Following | null;
  readonly onAnotherLog: () => void;
  readonly onReturned: () => void;
}

/**
 * How a point becomes fresh, at its start and after each lapse: a report is acknowledged, from where on the
 * account API waits for this point; what was published before that, and perhaps called blocked without this
 * point, stands before the end offsets that are read then; all of it is applied. The order is the proof.
 */
export class Return {
  #attempt: { readonly outage: number; readonly following: Following } | null = null;

  constructor(private readonly options: ReturnOptions) {}

  /** A report was acknowledged. @param sentAt monotonic ms */
  acknowledged(sentAt: number): void {
    const { lease, following } = this.options;
    lease.reported(sentAt);
    const reading = following();
    if (reading === null || !lease.needsReturn(sentAt)) return;
    const { outage } = lease;
    if (this.#attempt?.outage === outage && this.#attempt.following === reading) return;
    void this.#try({ outage, following: reading });
  }

  async #try(attempt: { readonly outage: number; readonly following: Following }): Promise<void> {
    const { lease, stream, topic, following, onAnotherLog, onReturned } = this.options;
    this.#attempt = attempt;
    const before = attempt.following.next;
    try {
      const ends = await stream.endOffsets(topic);
      if (this.#attempt !== attempt || following() !== attempt.following) return;
      if (!fits(before, ends)) {
        onAnotherLog();
        return;
      }
      await attempt.following.appliedUpTo(ends);
    } catch {
      // The next report tries again.
      if (this.#attempt === attempt) this.#attempt = null;
      return;
    }
    if (this.#attempt !== attempt || following() !== attempt.following) return;
    this.#attempt = null;
    if (lease.returned(attempt.outage)) onReturned();
  }
}
