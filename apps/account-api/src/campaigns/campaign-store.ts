import type { Transaction } from '#libs/database';
import type { StoredEvent } from '../revocations/revocation.js';
import type { Campaign, Counted, HistoryEntry, Part } from './campaign.js';
import type { NewCampaign } from './new-campaign.js';

export interface CampaignToStore extends NewCampaign {
  readonly id: string;
  readonly digest: string;
  readonly counted: Counted;
  readonly madeBy: string;
}

/**
 * Campaigns at the source. What changes one runs in a transaction of the caller's, which holds the campaign
 * (`hold`) from its first look to its commit, so that of two operators at once one comes second and sees it.
 */
export interface CampaignStore {
  /** The id of a campaign of this class that is under way; null for none. */
  underWay(digest: string, tx?: Transaction): Promise<string | null>;
  /** Until the transaction ends no other of this class is made. */
  holdClass(tx: Transaction, digest: string): Promise<void>;
  add(tx: Transaction, campaign: CampaignToStore): Promise<void>;
  /** Errors: campaign_not_found. */
  hold(tx: Transaction, id: string): Promise<Campaign>;
  approved(tx: Transaction, id: string, operatorId: string): Promise<void>;
  cancelled(tx: Transaction, id: string): Promise<void>;
  /**
   * Starts a stage: draws the cut-off, if none was, and stores the revocation with its event. Null for a list of
   * accounts, whose revocations follow by `revokeAccounts`.
   */
  start(
    tx: Transaction,
    campaign: Campaign,
    stage: number,
    sinceRequestMs: number,
  ): Promise<StoredEvent | null>;
  tellingStopped(tx: Transaction, campaign: Campaign): Promise<void>;
  note(tx: Transaction, id: string, operatorId: string | null, what: string): Promise<void>;

  find(id: string): Promise<Campaign | null>;
  /** Newest first, those with a smaller number than `before`. */
  page(before: number | null, limit: number): Promise<readonly (Campaign & { readonly number: number })[]>;
  parts(id: string): Promise<readonly Part[]>;
  browsers(id: string): Promise<number>;
  history(id: string): Promise<readonly HistoryEntry[]>;
}

export const CAMPAIGN_STORE = Symbol('CampaignStore');
