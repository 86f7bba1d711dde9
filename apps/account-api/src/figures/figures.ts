import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { StoredEvent } from '../revocations/revocation.js';

/** From a sign-out at rest (single milliseconds) to a device that was off for a day. */
const BUCKETS_MS = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000,
  600_000, 3_600_000, 86_400_000,
];

export const FIGURES = Symbol('Figures');

/**
 * What this process counts of sign-outs, for `/metrics`. Each event is counted by one instance: the one that
 * committed, marked or confirmed it; sums over all instances are right.
 * Units: milliseconds, as everywhere here, and so named.
 */
export class Figures {
  readonly revocations: Counter<'scope' | 'cause'>;
  readonly blockedMs: Histogram;
  readonly confirmedMs: Histogram;
  readonly receipts: Counter<'outcome' | 'by'>;
  readonly beats: Counter;
  readonly leftOvers: Counter;
  readonly polls: Counter;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.revocations = new Counter({
      name: 'signoff_revocations_committed_total',
      help: 'Revocations committed here, by what they cover and why.',
      labelNames: ['scope', 'cause'],
      registers,
    });
    this.blockedMs = new Histogram({
      name: 'signoff_revocation_blocked_ms',
      help: 'From the request until every enforcement point refused what the revocation covers.',
      buckets: BUCKETS_MS,
      registers,
    });
    this.confirmedMs = new Histogram({
      name: 'signoff_revocation_confirmed_ms',
      help: 'From the request until the device’s receipt was verified.',
      buckets: BUCKETS_MS,
      registers,
    });
    this.receipts = new Counter({
      name: 'signoff_receipts_total',
      help: 'Receipts that were accepted, were known already, or were refused, by the way they came.',
      labelNames: ['outcome', 'by'],
      registers,
    });
    this.beats = new Counter({
      name: 'signoff_beats_written_total',
      help: 'Beats acknowledged, one a partition. Of all instances one writes.',
      registers,
    });
    this.polls = new Counter({
      name: 'signoff_snapshot_polls_total',
      help: 'Snapshots given here to enforcement points that asked by name.',
      registers,
    });
    this.leftOvers = new Counter({
      name: 'signoff_outbox_left_over_total',
      help: 'Events sent by the relay: their own process died or could not reach the broker.',
      registers,
    });
  }

  /** A figure for each of several things, asked for together when somebody looks; none while it cannot be had. */
  askEach(
    name: string,
    help: string,
    label: string,
    values: () => Promise<ReadonlyMap<string, number>>,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        this.reset();
        try {
          for (const [of, value] of await values()) this.set({ [label]: of }, value);
        } catch {
          this.reset();
        }
      },
    });
  }

  revoked({ sub, sid, cause }: Pick<StoredEvent, 'sub' | 'sid' | 'cause'>): void {
    const scope = sub === null ? 'class' : sid === null ? 'account' : 'session';
    this.revocations.inc({ scope, cause });
  }

  /** A figure that is asked for when somebody looks. Not a number while it cannot be had. */
  ask(name: string, help: string, value: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        try {
          this.set(await value());
        } catch {
          this.set(Number.NaN);
        }
      },
    });
  }
}
