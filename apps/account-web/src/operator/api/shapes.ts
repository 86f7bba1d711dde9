/**
 * What the operators' API answers, member by member: the one place where their pages write it down. A contract
 * spec holds it against live answers. Times are epoch ms of the database, where no other unit is named.
 */
export interface Operator {
  readonly operatorId: string;
  readonly name: string;
  readonly email: string;
}

/** Which sessions: all that is given must hold. Nothing given is everyone; with `accounts` nothing else is. */
export interface DeviceClass {
  readonly kinds?: readonly string[];
  readonly models?: readonly string[];
  readonly minAppVersion?: string;
  readonly maxAppVersion?: string;
  /** ISO 8601. */
  readonly enrolledBefore?: string;
  /** Emails or account ids. */
  readonly accounts?: readonly string[];
}

/** GET /operator/api/classes: what there is to choose from. */
export interface Classes {
  readonly kinds: readonly { readonly kind: string; readonly sessions: number }[];
  readonly models: readonly { readonly model: string; readonly kind: string; readonly sessions: number }[];
  readonly appVersions: readonly string[];
}

/** POST /operator/api/campaigns/preview. */
export interface Preview {
  readonly count: number;
  /** False: there are at least so many. */
  readonly exact: boolean;
  /** Signed-in browsers of a list of accounts: they end too, and are counted in nothing else. */
  readonly browsers: number;
  /** Drawn when a campaign begins. */
  readonly cutoff: null;
  readonly online: number;
  readonly accounts: number;
  readonly byKind: readonly { readonly kind: string; readonly count: number; readonly online: number }[];
  readonly byModel: readonly { readonly model: string; readonly count: number; readonly online: number }[];
  readonly examples: readonly Example[];
}

export interface Example {
  readonly sid: string;
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  readonly appVersion: string;
  /** Masked. */
  readonly account: string;
  readonly online: boolean;
  readonly enrolledAt: number;
}

/** POST /operator/api/campaigns. */
export interface NewCampaign {
  readonly class: DeviceClass;
  readonly reason: string;
  /** The count, as the operator typed it. */
  readonly typed: number;
  /** Per cent, rising, the last 100. */
  readonly stages?: readonly number[];
}

export type CampaignStatus = 'waiting' | 'running' | 'between-stages' | 'done' | 'cancelled';

export interface By {
  readonly operatorId: string;
  readonly name: string;
}

export interface Stage {
  readonly percent: number;
  /** Null: not yet. */
  readonly startedAt: number | null;
  readonly revocationJti: string | null;
  readonly blockedAt: number | null;
  readonly blockedAfterMs: number | null;
  /** Whom it ended is wholly known. */
  readonly counted: boolean;
}

/** Each ended device stands in exactly one of: confirmed, told and silent (told - confirmed), unreachable. */
export interface Figures {
  readonly blocked: number;
  readonly told: number;
  readonly confirmed: number;
  readonly unreachable: number;
  readonly online: number;
  /** Ended with a list of accounts, and counted in nothing else. */
  readonly browsers: number;
}

export interface PartFigures {
  readonly count: number;
  readonly confirmed: number;
  readonly unreachable: number;
}

export interface HistoryEntry {
  readonly at: number;
  /** Null: it came about by itself. */
  readonly operator: By | null;
  readonly what: string;
}

/** GET /operator/api/campaigns/{id}. */
export interface Campaign {
  readonly id: string;
  readonly class: DeviceClass;
  readonly reason: string;
  readonly madeBy: By;
  readonly madeAt: number;
  readonly approvedBy: By | null;
  readonly status: CampaignStatus;
  readonly stages: readonly Stage[];
  /** Null until the first stage. */
  readonly cutoff: number | null;
  /** What was typed, until all stages are counted: then those that were ended. */
  readonly count: number;
  readonly countIsFinal: boolean;
  readonly receiptWindowMs: number | null;
  readonly figures: Figures;
  readonly byKind: readonly (PartFigures & { readonly kind: string })[];
  readonly byModel: readonly (PartFigures & { readonly model: string })[];
  readonly confirmedPerS: number;
  /** Until all that were told have confirmed, at this pace; null: it cannot be told. */
  readonly secondsLeft: number | null;
  readonly tellingStoppedAt: number | null;
  readonly history: readonly HistoryEntry[];
}

/** GET /operator/api/campaigns, newest first. `next` is given as `cursor`; null on the last page. */
export interface CampaignPage {
  readonly campaigns: readonly Campaign[];
  readonly next: string | null;
}
