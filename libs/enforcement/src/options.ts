import type { EventStream } from '#libs/event-stream';
import type { SecurityEvent, TellingStopped, Verify } from '#libs/security-event';
import type { Logger } from '#libs/service-runtime';
import type { Clock } from './clock.js';
import type { SnapshotSource } from './snapshots/snapshot.js';

/** `not-fresh`: this point cannot tell now, so it must refuse (error `not_fresh`). */
export type Judgement = 'good' | 'revoked' | 'not-fresh';

/** A revocation as a point hears it. */
export interface HeardRevocation {
  readonly event: SecurityEvent;
  /** The compact SET, verified, to hand on to devices. */
  readonly set: string;
  readonly txn: string;
  readonly partition: number;
  readonly offset: bigint;
}

export interface EnforcementOptions {
  /** The configured name. Each run under it has a `boot` of its own. */
  readonly point: string;
  readonly kind: 'push-gateway' | 'resource-server';
  readonly issuer: string;
  readonly stream: EventStream;
  readonly topicPrefix: string;
  readonly snapshots: SnapshotSource;
  /** RemoteJwks.keyOf of #libs/service-runtime. */
  readonly keyOf: (kid: string) => Promise<Verify | null> | Verify | null;
  /** The largest grace of any route of this point. Default 0, which is a gateway's. */
  readonly largestGraceMs?: number;
  /**
   * The index has the revocation. Ends what is in flight of the sessions it covers, and resolves once none of
   * it can write another byte; only then is the event reported as applied. Called in a partition's order, not
   * waiting for the one before. Must not reject: that makes the point read everything anew.
   */
  readonly onRevoked: (heard: HeardRevocation) => void | Promise<void>;
  /** Nobody is to be told of that revocation any more. It stands all the same. Must not throw. */
  readonly onTellingStopped?: (event: TellingStopped) => void;
  /**
   * A snapshot told of revocations whose events were not heard: judge all sessions in flight anew by `covers`.
   * The same rule for the report. Called again after a while when it rejects.
   */
  readonly onReread: () => void | Promise<void>;
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  readonly clock?: Clock;
}

/** Why a point is not fresh; the first that holds. */
export type NotFresh =
  | 'stopped'
  | 'no-snapshot'
  | 'snapshot-not-understood'
  | 'rereading'
  | 'clocks-disagree'
  | 'beat-from-the-future'
  | 'beats-old'
  | 'report-old'
  | 'returning'
  | 'poll-lost';

/** For metrics and health. Counts are since the start. */
export interface EnforcementState {
  readonly ready: boolean;
  readonly fresh: boolean;
  readonly why: NotFresh | null;
  /** Partition -> last offset applied, -1 for none. */
  readonly applied: ReadonlyMap<number, bigint>;
  /** Revocations held now. */
  readonly held: { readonly sids: number; readonly accounts: number; readonly classes: number };
  readonly events: number;
  readonly beats: number;
  readonly gaps: number;
  readonly polls: number;
  readonly failedPolls: number;
  readonly reports: number;
  readonly failedReports: number;
  readonly servedUnderGrace: number;
  readonly refusedNotFresh: number;
}
