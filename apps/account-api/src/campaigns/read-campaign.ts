import { SignoffError } from '#libs/errors';
import { isUuid } from '../revocations/revoke-session.js';
import type { Campaign } from './campaign.js';
import type { CampaignStore } from './campaign-store.js';
import { progressOf, viewOf, type CampaignProgress, type CampaignView } from './campaign-view.js';

const PAGE = 20;
const FRESH_MS = 240;
/** Figures of a million devices take a while: they are asked for in a tenth of the time, and are older. */
const REST = 10;
const MOST_KEPT = 200;

interface Kept {
  readonly progress: Promise<CampaignProgress>;
  goodUntil: number;
}

/** Reads campaigns as operators see them. However many look, the figures of one are asked for once at a time. */
export class ReadCampaign {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly store: CampaignStore) {}

  /** Errors: campaign_not_found. */
  async read(id: string): Promise<CampaignView> {
    const campaign = isUuid(id) ? await this.store.find(id) : null;
    if (campaign === null) throw new SignoffError('campaign_not_found');
    return viewOf(campaign, await this.#fresh(campaign), await this.store.history(id));
  }

  /** What changes, from a moment ago. Errors: campaign_not_found. */
  async progress(id: string): Promise<CampaignProgress> {
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.goodUntil > performance.now()) return kept.progress;
    const campaign = await this.store.find(id);
    if (campaign === null) throw new SignoffError('campaign_not_found');
    return this.#fresh(campaign);
  }

  /** @param cursor what the page before said is next */
  async page(
    cursor: string | undefined,
  ): Promise<{ campaigns: readonly CampaignView[]; next: string | null }> {
    const before = cursor === undefined ? null : Number(cursor);
    if (before !== null && !Number.isSafeInteger(before))
      throw new SignoffError('malformed_request', 'cursor must be what the page before named as next');
    const found = await this.store.page(before, PAGE + 1);
    const campaigns: CampaignView[] = [];
    for (const { number: _, ...campaign } of found.slice(0, PAGE)) {
      campaigns.push(viewOf(campaign, await this.#fresh(campaign), await this.store.history(campaign.id)));
    }
    return { campaigns, next: found.length > PAGE ? String(found[PAGE - 1]!.number) : null };
  }

  /** What the figures are made of may be a moment old; what an operator decided never is. */
  async #fresh(campaign: Campaign): Promise<CampaignProgress> {
    const { status, stages } = campaign;
    const { id } = campaign;
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.goodUntil > performance.now()) {
      const progress = await kept.progress;
      if (JSON.stringify(progress.stages) === JSON.stringify(stages) && progress.status === status)
        return progress;
    }
    const asked = performance.now();
    const next: Kept = { progress: this.#ask(campaign), goodUntil: Infinity };
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(id, next);
    try {
      return await next.progress;
    } catch (error) {
      if (this.#kept.get(id) === next) this.#kept.delete(id);
      throw error;
    } finally {
      const now = performance.now();
      next.goodUntil = now + Math.max(FRESH_MS, (now - asked) * REST);
    }
  }

  async #ask(campaign: Campaign): Promise<CampaignProgress> {
    const begun = campaign.stages.some(({ startedAt }) => startedAt !== null);
    const browsers = begun && campaign.class.accounts !== undefined;
    return progressOf(
      campaign,
      begun ? await this.store.parts(campaign.id) : [],
      browsers ? await this.store.browsers(campaign.id) : 0,
    );
  }
}
