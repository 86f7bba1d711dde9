import type { Database, Transaction } from '#libs/database';
import { SignoffError } from '#libs/errors';
import type { StoredEvent } from '../../revocations/revocation.js';
import { ms } from '../../revocations/postgres/rows.js';
import { RECENT_S, type Campaign, type HistoryEntry, type Part } from '../campaign.js';
import type { CampaignStore, CampaignToStore } from '../campaign-store.js';
import { byOf, CAMPAIGN, campaignOf, PARTS, type CampaignRow, type HistoryRow } from './campaign-rows.js';
import { startStage } from './start-stage.js';
import { stopTelling } from './stop-telling.js';

const UNDER_WAY = `
  SELECT id FROM campaigns WHERE class_digest = $1 AND status IN ('waiting', 'running', 'between-stages')`;

const ADD = `
  WITH campaign AS (
    INSERT INTO campaigns (id, class, class_digest, reason, made_by, status, counted, receipt_window_ms)
    VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7)
    RETURNING id
  ), stages AS (
    INSERT INTO campaign_stages (campaign_id, stage, percent)
    SELECT campaign.id, t.n - 1, t.percent FROM campaign, unnest($8::float8[]) WITH ORDINALITY AS t (percent, n)
  )
  INSERT INTO campaign_accounts (campaign_id, account_id)
  SELECT campaign.id, t.account FROM campaign, unnest($9::uuid[]) AS t (account)`;

export class PostgresCampaigns implements CampaignStore {
  constructor(
    private readonly database: Database,
    private readonly issuer: string,
  ) {}

  async underWay(digest: string, tx: Transaction = this.database): Promise<string | null> {
    return (await tx.query<{ id: string }>(UNDER_WAY, [digest]))[0]?.id ?? null;
  }

  async holdClass(tx: Transaction, digest: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`campaign ${digest}`]);
  }

  async add(tx: Transaction, campaign: CampaignToStore): Promise<void> {
    await tx.query(ADD, [
      campaign.id,
      JSON.stringify(campaign.class),
      campaign.digest,
      campaign.reason,
      campaign.madeBy,
      JSON.stringify(campaign.counted),
      campaign.receiptWindowMs,
      campaign.stages,
      campaign.class.accounts ?? [],
    ]);
  }

  async hold(tx: Transaction, id: string): Promise<Campaign> {
    await tx.query('SELECT 1 FROM campaigns WHERE id = $1 FOR UPDATE', [id]);
    const campaign = await this.#find(tx, id);
    if (campaign === null) throw new SignoffError('campaign_not_found');
    return campaign;
  }

  async approved(tx: Transaction, id: string, operatorId: string): Promise<void> {
    await tx.query('UPDATE campaigns SET approved_by = $2 WHERE id = $1', [id, operatorId]);
  }

  async cancelled(tx: Transaction, id: string): Promise<void> {
    await tx.query(`UPDATE campaigns SET status = 'cancelled' WHERE id = $1`, [id]);
  }

  start(
    tx: Transaction,
    campaign: Campaign,
    stage: number,
    sinceRequestMs: number,
  ): Promise<StoredEvent | null> {
    return startStage(tx, this.issuer, campaign, stage, sinceRequestMs);
  }

  tellingStopped(tx: Transaction, { id }: Campaign): Promise<void> {
    return stopTelling(tx, this.issuer, id);
  }

  async note(tx: Transaction, id: string, operatorId: string | null, what: string): Promise<void> {
    await tx.query('INSERT INTO campaign_history (campaign_id, operator_id, what) VALUES ($1, $2, $3)', [
      id,
      operatorId,
      what,
    ]);
  }

  find(id: string): Promise<Campaign | null> {
    return this.#find(this.database, id);
  }

  async page(
    before: number | null,
    limit: number,
  ): Promise<readonly (Campaign & { readonly number: number })[]> {
    const rows = await this.database.query<CampaignRow>(
      `${CAMPAIGN} WHERE c.number < $1 ORDER BY c.number DESC LIMIT $2`,
      [before ?? Number.MAX_SAFE_INTEGER, limit],
    );
    return rows.map((row) => ({ ...campaignOf(row), number: row.number }));
  }

  parts(id: string): Promise<readonly Part[]> {
    return this.database.query<Part>(PARTS, [id, RECENT_S]);
  }

  async browsers(id: string): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(
      `SELECT count(*) AS n FROM campaign_members WHERE campaign_id = $1 AND kind = 'browser'`,
      [id],
    );
    return row!.n;
  }

  async history(id: string): Promise<readonly HistoryEntry[]> {
    const rows = await this.database.query<HistoryRow>(
      `SELECT ${ms('h.at')} AS at, h.operator_id, o.name, h.what
         FROM campaign_history h LEFT JOIN operators o ON o.id = h.operator_id
        WHERE h.campaign_id = $1 ORDER BY h.id`,
      [id],
    );
    return rows.map(({ at, operator_id, name, what }) => ({ at, operator: byOf(operator_id, name), what }));
  }

  async #find(tx: Transaction, id: string): Promise<Campaign | null> {
    const [row] = await tx.query<CampaignRow>(`${CAMPAIGN} WHERE c.id = $1`, [id]);
    return row === undefined ? null : campaignOf(row);
  }
}
