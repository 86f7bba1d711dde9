import { randomUUID } from 'node:crypto';
import type { Database } from '#libs/database';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import type { StoredEvent } from '../../../apps/account-api/src/revocations/revocation.js';
import type { Campaign } from '../../../apps/account-api/src/campaigns/campaign.js';
import { CountMembers, SETTLED } from '../../../apps/account-api/src/campaigns/postgres/count-members.js';
import { digestOf, type DeviceClass } from '../../../apps/account-api/src/campaigns/device-class.js';
import { PostgresCampaigns } from '../../../apps/account-api/src/campaigns/postgres/campaigns.js';
import { PostgresClassCounts } from '../../../apps/account-api/src/campaigns/postgres/class-counts.js';
import { PostgresOperators } from '../../../apps/account-api/src/operators/postgres/operators.js';
import { PostgresRevocations } from '../../../apps/account-api/src/revocations/postgres/revocations.js';
import { PostgresSessionSource } from '../../../apps/account-api/src/sessions/postgres/session-source.js';
import { until } from '../../support/account-api/until.js';

export const ISSUER = 'https://issuer.test';
export const IDLE_DAYS = 400;

/** The source without servers: a database of one's own, and campaigns by their store. */
export class ClassWorld {
  readonly revocations: PostgresRevocations;
  readonly sessions: PostgresSessionSource;
  readonly store: PostgresCampaigns;
  readonly counts: PostgresClassCounts;
  readonly counting: CountMembers;

  private constructor(
    private readonly own: TestDatabase,
    readonly operatorId: string,
  ) {
    const { database } = own;
    const silent = { revoked: () => {}, changed: () => {} };
    this.revocations = new PostgresRevocations(database);
    this.sessions = new PostgresSessionSource(database, this.revocations, silent, silent, ISSUER);
    this.store = new PostgresCampaigns(database, ISSUER);
    this.counts = new PostgresClassCounts(database, IDLE_DAYS);
    this.counting = new CountMembers(database, IDLE_DAYS);
  }

  static async open(): Promise<ClassWorld> {
    const own = await aDatabase({ poolSize: 12 });
    const operators = new PostgresOperators(own.database);
    const email = `${randomUUID()}@example.com`;
    await operators.add({ email, name: 'Olga', passwordHash: 'x' });
    return new ClassWorld(own, (await operators.findByEmail(email))!.operatorId);
  }

  get database(): Database {
    return this.own.database;
  }

  /** Makes a campaign, and starts nothing. */
  async campaign(deviceClass: DeviceClass, stages: readonly number[] = [100]): Promise<Campaign> {
    const id = randomUUID();
    const counted = await this.counts.count(deviceClass);
    await this.database.transaction((tx) =>
      this.store.add(tx, {
        id,
        class: deviceClass,
        digest: digestOf(deviceClass) + id,
        reason: 'A test',
        typed: counted.count,
        stages,
        receiptWindowMs: 0,
        counted,
        madeBy: this.operatorId,
      }),
    );
    return (await this.store.find(id))!;
  }

  start({ id }: Campaign, stage = 0): Promise<StoredEvent | null> {
    return this.database.transaction(async (tx) => {
      return this.store.start(tx, await this.store.hold(tx, id), stage, 0);
    });
  }

  /** Counts until nothing is left. */
  async countAll(): Promise<void> {
    await until('counted', async () => (await this.counting.once()) === 'none', 120_000);
  }

  /** Nobody's transaction is waited for any more, so that the next step is to count. */
  async settle({ id }: Campaign): Promise<void> {
    await this.counting.once();
    await until(
      'no transaction from before',
      async () => {
        const [row] = await this.database.query<{ settled: boolean }>(
          `SELECT ${SETTLED} AS settled FROM campaign_stages g WHERE campaign_id = $1`,
          [id],
        );
        return row!.settled;
      },
      120_000,
    );
  }

  async members({ id }: Campaign): Promise<string[]> {
    const rows = await this.database.query<{ sid: string }>(
      'SELECT sid FROM campaign_members WHERE campaign_id = $1 AND counts ORDER BY sid',
      [id],
    );
    return rows.map(({ sid }) => sid);
  }

  close(): Promise<void> {
    return this.own.drop();
  }
}
