import { randomUUID } from 'node:crypto';
import type { Database } from '#libs/database';
import { SignoffError } from '#libs/errors';
import type { Operator } from '../operators/operator.js';
import type { OperatorStore } from '../operators/operator-store.js';
import type { CampaignStore } from './campaign-store.js';
import { startedWords } from './campaign-words.js';
import type { ClassCounts } from './class-counts.js';
import { digestOf, type DeviceClass } from './device-class.js';
import type { NewCampaign } from './new-campaign.js';
import type { Started } from './started.js';

/**
 * Makes a campaign of a class, and starts its first stage at once, unless it is so large that another operator must
 * approve it first.
 * Invariants: the typed number is the one counted now, so nobody ends what they did not look at. Of two at once for
 * one class one is made. Campaign, first revocation and event commit together or not at all.
 * Errors: campaign_class_invalid, campaign_exists, campaign_matches_nobody, campaign_count_changed, sign_in_required.
 */
export class MakeCampaign {
  constructor(
    private readonly database: Database,
    private readonly store: CampaignStore,
    private readonly operators: Pick<OperatorStore, 'hold'>,
    private readonly counts: ClassCounts,
    private readonly started: Started,
    private readonly approvalAbove: number,
  ) {}

  /** @param requestedAt when the request came in, by the monotonic clock */
  async run({ operatorId }: Operator, asked: NewCampaign, requestedAt: number): Promise<string> {
    const deviceClass = await this.resolved(asked.class);
    const digest = digestOf(deviceClass);
    refuseSame(await this.store.underWay(digest));
    const counted = await this.counts.count(deviceClass);
    const { count, browsers } = counted;
    if (count + browsers === 0) throw new SignoffError('campaign_matches_nobody');
    if (asked.typed !== count) {
      throw new SignoffError('campaign_count_changed', `the class holds ${count} devices now`, {
        members: { count },
      });
    }
    const id = randomUUID();
    const event = await this.database.transaction(async (tx) => {
      await this.operators.hold(tx, operatorId);
      await this.store.holdClass(tx, digest);
      refuseSame(await this.store.underWay(digest, tx));
      await this.store.add(tx, { ...asked, id, class: deviceClass, digest, counted, madeBy: operatorId });
      await this.store.note(tx, id, operatorId, `made, for ${count} devices`);
      if (count + browsers > this.approvalAbove) return null;
      const campaign = await this.store.hold(tx, id);
      const first = await this.store.start(tx, campaign, 0, performance.now() - requestedAt);
      await this.store.note(tx, id, operatorId, startedWords(campaign, 0));
      return { stored: first };
    });
    if (event !== null) await this.started.announce(id, event.stored, requestedAt);
    return id;
  }

  /** With accounts by id. Errors: campaign_class_invalid. */
  async resolved(deviceClass: DeviceClass): Promise<DeviceClass> {
    const { accounts } = deviceClass;
    return accounts === undefined ? deviceClass : { accounts: await this.counts.accountIds(accounts) };
  }
}

function refuseSame(id: string | null): void {
  if (id === null) return;
  throw new SignoffError('campaign_exists', `it is campaign ${id}`, { members: { campaignId: id } });
}
