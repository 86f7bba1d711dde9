import type { Announce } from '../revocations/announce.js';
import type { StoredEvent } from '../revocations/revocation.js';
import type { RevokesAccounts } from './campaign-steps.js';

/** What follows the commit of a stage's start, in the process that committed it; should it die, others go on. */
export class Started {
  constructor(
    private readonly announcing: Announce,
    private readonly accounts: Pick<RevokesAccounts, 'all'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @param event null for a list of accounts */
  async announce(campaignId: string, event: StoredEvent | null, requestedAt: number): Promise<void> {
    if (event !== null) {
      this.announcing.revoked(event, { requestedAt, committedAt: performance.now() });
      return;
    }
    // What fails here is gone on with by whichever instance marks.
    await this.accounts.all(campaignId).catch(this.onError);
  }
}
