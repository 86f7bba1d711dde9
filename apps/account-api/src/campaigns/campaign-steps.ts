/** Ends the accounts of a campaign over a list of them, those that are left. Each is ended once, whoever does it. */
export interface RevokesAccounts {
  /** Of this campaign. */
  all(campaignId: string): Promise<void>;
  /** Of every campaign whose instance did not come to the end. */
  left(): Promise<void>;
}

/** Writes down whom a stage has ended. */
export interface CountsMembers {
  /** @returns what came of one chunk: there is more, it must wait for others, or there is nothing to count here */
  once(): Promise<'more' | 'waits' | 'none'>;
}

/** Notes that a stage is over, once, by whichever instance sees it first. */
export interface FinishesStages {
  all(): Promise<void>;
}
