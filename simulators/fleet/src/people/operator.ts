import type { Answered, Browser, Pages } from './browser.js';
import type { Credentials } from './owner.js';

/** Whom a campaign ends; empty: everyone. */
export interface DeviceClass {
  readonly kinds?: readonly string[];
  readonly models?: readonly string[];
  readonly minAppVersion?: string;
  readonly maxAppVersion?: string;
}

/** A campaign as the operators' pages show it, as far as a fleet looks. */
export interface CampaignView {
  readonly id: string;
  readonly status: 'waiting' | 'running' | 'between-stages' | 'done' | 'cancelled';
  readonly stages: readonly {
    readonly percent: number;
    readonly revocationJti: string | null;
    readonly blockedAfterMs: number | null;
  }[];
  readonly cutoff: number | null;
  readonly count: number;
  readonly figures: {
    readonly blocked: number;
    readonly told: number;
    readonly confirmed: number;
    readonly unreachable: number;
    readonly online: number;
  };
}

export interface CampaignReport {
  readonly devices: readonly {
    readonly sid: string;
    readonly standing: 'confirmed' | 'told' | 'unreachable' | 'blocking';
    readonly revocationJti: string;
  }[];
  readonly tally: Readonly<Record<'count' | 'confirmed' | 'told' | 'unreachable' | 'blocking', number>>;
}

export interface Campaigned extends Pick<Answered, 'askedAt' | 'answeredAt'> {
  readonly view: CampaignView;
}

const CAMPAIGNS = '/operator/api/campaigns';

/** Who may end classes of sessions, at the operators' API. */
export class Operator {
  readonly #browser: Browser;

  constructor(
    pages: Pages,
    private readonly credentials: Credentials,
  ) {
    this.#browser = pages.browser();
  }

  async signIn(): Promise<void> {
    await this.#browser.ask('POST', '/operator/api/sign-in', this.credentials);
  }

  async preview(deviceClass: DeviceClass): Promise<{ readonly count: number; readonly online: number }> {
    const { body } = await this.#browser.ask('POST', `${CAMPAIGNS}/preview`, { class: deviceClass });
    return body as { count: number; online: number };
  }

  create(campaign: {
    readonly class: DeviceClass;
    readonly reason: string;
    readonly typed: number;
    readonly stages: readonly number[];
    readonly receiptWindowMs?: number;
  }): Promise<Campaigned> {
    return this.#campaign('POST', CAMPAIGNS, campaign);
  }

  approve(id: string): Promise<Campaigned> {
    return this.#campaign('POST', `${CAMPAIGNS}/${id}/approval`);
  }

  nextStage(id: string): Promise<Campaigned> {
    return this.#campaign('POST', `${CAMPAIGNS}/${id}/stages`);
  }

  campaign(id: string): Promise<Campaigned> {
    return this.#campaign('GET', `${CAMPAIGNS}/${id}`);
  }

  /** Every device it ended, and how each stands. */
  async report(id: string): Promise<CampaignReport> {
    return (await this.#browser.ask('GET', `${CAMPAIGNS}/${id}/report?format=json&devices=all`))
      .body as CampaignReport;
  }

  async #campaign(method: string, path: string, body?: object): Promise<Campaigned> {
    const { body: view, ...times } = await this.#browser.ask(method, path, body);
    return { ...times, view: view as CampaignView };
  }
}
