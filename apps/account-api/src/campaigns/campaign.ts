import type { DeviceClass } from './device-class.js';

/**
 * *Waiting*: until another operator approves. *Running*: a stage was started, and is not blocked and counted yet,
 * or its receipts are coming in. *Between stages*: the next may be started. *Done*: all were.
 */
export type CampaignStatus = 'waiting' | 'running' | 'between-stages' | 'done' | 'cancelled';

export interface By {
  readonly operatorId: string;
  readonly name: string;
}

/** What a class held at one moment. */
export interface Counted {
  /** Devices that are signed in. Exact, unless `exact` is false: then there are at least so many. */
  readonly count: number;
  readonly exact: boolean;
  readonly online: number;
  readonly accounts: number;
  /** Signed-in browsers that end with a list of accounts. They are no devices, and are counted in nothing else. */
  readonly browsers: number;
  readonly byKind: readonly { readonly kind: string; readonly count: number; readonly online: number }[];
  readonly byModel: readonly { readonly model: string; readonly count: number; readonly online: number }[];
}

export interface StageView {
  readonly percent: number;
  /** Null: not yet. */
  readonly startedAt: number | null;
  /** Null for a list of accounts, which have one each. */
  readonly revocationJti: string | null;
  readonly blockedAt: number | null;
  /** From the request until every enforcement point refused; of a list of accounts, the slowest. */
  readonly blockedAfterMs: number | null;
  /** Whom it ended is wholly known. */
  readonly counted: boolean;
}

export interface HistoryEntry {
  readonly at: number;
  /** Null: it came about by itself. */
  readonly operator: By | null;
  readonly what: string;
}

/** A campaign as stored. Times are epoch ms of the database. */
export interface Campaign {
  readonly id: string;
  readonly class: DeviceClass;
  readonly reason: string;
  readonly madeBy: By;
  readonly madeAt: number;
  readonly approvedBy: By | null;
  readonly status: CampaignStatus;
  readonly stages: readonly StageView[];
  readonly cutoff: number | null;
  readonly counted: Counted;
  readonly receiptWindowMs: number | null;
  readonly tellingStoppedAt: number | null;
}

/**
 * Where the ended devices stand: told = confirmed + told and silent, and ended = told + unreachable.
 * `ended` grows while a stage is being counted.
 */
export interface Part {
  readonly kind: string;
  readonly model: string;
  readonly ended: number;
  readonly blocked: number;
  readonly confirmed: number;
  readonly unreachable: number;
  readonly online: number;
  /** Confirmed within the last seconds, see RECENT_S. */
  readonly recent: number;
}

export const RECENT_S = 5;

/** How many of a stage's sessions, as a share of all. */
export const shareOfStage = (
  percents: readonly number[],
  stage: number,
): { readonly from: number; readonly to: number } => ({
  from: stage === 0 ? 0 : percents[stage - 1]! / 100,
  to: percents[stage]! / 100,
});
