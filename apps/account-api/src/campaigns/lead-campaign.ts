import type { Database, Transaction } from '#libs/database';
import { SignoffError } from '#libs/errors';
import type { Operator } from '../operators/operator.js';
import type { OperatorStore } from '../operators/operator-store.js';
import type { StoredEvent } from '../revocations/revocation.js';
import type { Campaign } from './campaign.js';
import type { CampaignStore } from './campaign-store.js';
import { startedWords } from './campaign-words.js';
import type { Started } from './started.js';

/**
 * What operators do with a campaign that there is. Each holds the campaign from its look to its commit, so of two
 * at once the second sees what the first did; and the operator, so one that is removed does nothing more.
 * Errors: campaign_not_found, sign_in_required, and those of each.
 */
export class LeadCampaign {
  constructor(
    private readonly database: Database,
    private readonly store: CampaignStore,
    private readonly operators: Pick<OperatorStore, 'hold'>,
    private readonly started: Started,
  ) {}

  /** Approves and starts. Errors: campaign_needs_another, campaign_not_waiting. */
  async approve({ operatorId }: Operator, id: string, requestedAt: number): Promise<void> {
    const event = await this.#holding(operatorId, id, async (tx, campaign) => {
      if (campaign.status !== 'waiting') throw new SignoffError('campaign_not_waiting');
      if (campaign.madeBy.operatorId === operatorId) throw new SignoffError('campaign_needs_another');
      await this.store.approved(tx, id, operatorId);
      await this.store.note(tx, id, operatorId, 'approved');
      return this.#start(tx, operatorId, campaign, 0, requestedAt);
    });
    await this.started.announce(id, event, requestedAt);
  }

  /** Errors: campaign_not_waiting. */
  async cancel({ operatorId }: Operator, id: string): Promise<void> {
    await this.#holding(operatorId, id, async (tx, campaign) => {
      if (campaign.status !== 'waiting') throw new SignoffError('campaign_not_waiting');
      await this.store.cancelled(tx, id);
      await this.store.note(tx, id, operatorId, 'cancelled');
    });
  }

  /** Errors: campaign_no_stage. */
  async nextStage({ operatorId }: Operator, id: string, requestedAt: number): Promise<void> {
    const event = await this.#holding(operatorId, id, async (tx, campaign) => {
      const stage = campaign.stages.findIndex(({ startedAt }) => startedAt === null);
      if (campaign.status !== 'between-stages' || stage === -1) throw new SignoffError('campaign_no_stage');
      return this.#start(tx, operatorId, campaign, stage, requestedAt);
    });
    await this.started.announce(id, event, requestedAt);
  }

  /** The block stands: only the telling ends. Errors: campaign_telling_not_on. */
  async stopTelling({ operatorId }: Operator, id: string): Promise<void> {
    await this.#holding(operatorId, id, async (tx, campaign) => {
      const { status, tellingStoppedAt } = campaign;
      const begun = status !== 'waiting' && status !== 'cancelled';
      if (!begun || tellingStoppedAt !== null) throw new SignoffError('campaign_telling_not_on');
      await this.store.tellingStopped(tx, campaign);
      await this.store.note(tx, id, operatorId, 'stopped the telling; the block stands');
    });
  }

  async #start(
    tx: Transaction,
    operatorId: string,
    campaign: Campaign,
    stage: number,
    requestedAt: number,
  ): Promise<StoredEvent | null> {
    const event = await this.store.start(tx, campaign, stage, performance.now() - requestedAt);
    await this.store.note(tx, campaign.id, operatorId, startedWords(campaign, stage));
    return event;
  }

  #holding<T>(
    operatorId: string,
    id: string,
    run: (tx: Transaction, campaign: Campaign) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (tx) => {
      await this.operators.hold(tx, operatorId);
      return run(tx, await this.store.hold(tx, id));
    });
  }
}
