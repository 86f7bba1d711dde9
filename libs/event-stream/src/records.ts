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

/** Receipts that came at about one time, of one sign-out: of a campaign, many; of one device, its own. */
export interface ReceiptRecord {
  readonly v: 1;
  readonly gateway: string;
  readonly receivedAt: number;
  readonly receipts: readonly string[];
}

/** What a gateway's run says of its connections at about one time, in the order it happened. */
export interface PresenceRecord {
  readonly v: 1;
  readonly gateway: string;
  readonly boot: string;
  readonly connections: readonly ConnectionPresence[];
}

export interface ConnectionPresence {
  readonly sid: string;
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

/** What changed at about one time, of one sign-out or of none. */
export interface ActivityRecord {
  readonly v: 1;
  readonly changes: readonly AccountChange[];
}

export interface AccountChange {
  readonly sub: string;
  readonly type: string;
  readonly sid?: string;
  readonly revocationId?: string;
  readonly txn?: string;
  readonly at: number;
}
