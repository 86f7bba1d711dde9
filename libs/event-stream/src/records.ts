/**
 * What stands in each topic, one shape a record, versioned by `v`. Readers parse `unknown` once, at the edge.
 * security-events holds a compact SET (header `type: set`, `txn`) or a beat (header `type: beat`).
 */
export interface Beat {
  readonly v: 1;
  /** The database's clock when the beat was written, epoch ms. */
  readonly databaseTime: number;
  /** Age of the oldest unsent outbox row for this topic, 0 when none. */
  readonly unsentForMs: number;
}

export interface ReceiptRecord {
  readonly v: 1;
  readonly receipt: string;
  readonly gateway: string;
  readonly receivedAt: number;
}

export interface PresenceRecord {
  readonly v: 1;
  readonly sid: string;
  readonly gateway: string;
  readonly boot: string;
  readonly connection: string;
  readonly online: boolean;
  /** Epoch ms by the source's clock, as far as the gateway knows it. */
  readonly at: number;
  readonly address?: string;
}

export interface ProgressRecord {
  readonly v: 1;
  readonly point: string;
  readonly boot: string;
  readonly kind: 'push-gateway' | 'resource-server';
  /** Partition -> last applied offset as text; -1 = none yet. */
  readonly offsets: Readonly<Record<string, string>>;
  readonly fresh: boolean;
  readonly largestGraceMs: number;
  readonly at: number;
  /** The point has stopped serving for good, in order. */
  readonly gone?: true;
}

export interface ActivityRecord {
  readonly v: 1;
  readonly sub: string;
  readonly type: string;
  readonly sid?: string;
  readonly revocationId?: string;
  readonly txn?: string;
  readonly at: number;
}
