import { Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Database } from '#libs/database';
import type { Logger } from '#libs/service-runtime';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { reportTo } from '../core/report.js';
import { BACKGROUND_DATABASE, CLOCK, DATABASE, LOGGER } from '../core/tokens.js';
import type { Clock } from '../enforcement-points/clock.js';
import { OPERATOR_STORE, type OperatorStore } from '../operators/operator-store.js';
import { OperatorsModule } from '../operators/operators.module.js';
import { ANNOUNCE, type Announce } from '../revocations/announce.js';
import { REVOCATION_STORE, type RevocationStore } from '../revocations/revocation-store.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { CAMPAIGN_STORE, type CampaignStore } from './campaign-store.js';
import { CampaignWork } from './campaign-work.js';
import { CampaignsController } from './campaigns.controller.js';
import { CLASS_COUNTS, type ClassCounts } from './class-counts.js';
import { CountMembers } from './postgres/count-members.js';
import { FinishStages } from './postgres/finish-stages.js';
import { FollowCampaigns } from './follow-campaigns.js';
import { LeadCampaign } from './lead-campaign.js';
import { MakeCampaign } from './make-campaign.js';
import { PostgresCampaigns } from './postgres/campaigns.js';
import { PostgresClassCounts } from './postgres/class-counts.js';
import { PostgresReport } from './postgres/report.js';
import { ReadCampaign } from './read-campaign.js';
import { REPORT_STORE } from './report.js';
import { RevokeAccounts } from './postgres/revoke-accounts.js';
import { Started } from './started.js';

/** Revocations of a class, by operators. */
@Module({
  imports: [OperatorsModule, RevocationsModule],
  controllers: [CampaignsController],
  providers: [
    {
      provide: CAMPAIGN_STORE,
      inject: [DATABASE, CONFIG],
      useFactory: (database: Database, { issuer }: AccountApiConfig) =>
        new PostgresCampaigns(database, issuer),
    },
    {
      provide: CLASS_COUNTS,
      inject: [DATABASE, CONFIG],
      useFactory: (database: Database, { deviceIdleDays }: AccountApiConfig) =>
        new PostgresClassCounts(database, deviceIdleDays),
    },
    {
      provide: REPORT_STORE,
      inject: [DATABASE],
      useFactory: (database: Database) => new PostgresReport(database),
    },
    {
      provide: RevokeAccounts,
      inject: [DATABASE, REVOCATION_STORE, ANNOUNCE, CONFIG],
      useFactory: (
        database: Database,
        revocations: RevocationStore,
        announce: Announce,
        { issuer }: AccountApiConfig,
      ) => new RevokeAccounts(database, revocations, announce, issuer),
    },
    {
      provide: Started,
      inject: [ANNOUNCE, RevokeAccounts, LOGGER],
      useFactory: (announce: Announce, accounts: RevokeAccounts, logger: Logger) =>
        new Started(announce, accounts, reportTo(logger, 'ending the accounts of a campaign')),
    },
    {
      provide: MakeCampaign,
      inject: [DATABASE, CAMPAIGN_STORE, OPERATOR_STORE, CLASS_COUNTS, Started, CONFIG],
      useFactory: (
        database: Database,
        store: CampaignStore,
        operators: OperatorStore,
        counts: ClassCounts,
        started: Started,
        { campaignApprovalAbove }: AccountApiConfig,
      ) => new MakeCampaign(database, store, operators, counts, started, campaignApprovalAbove),
    },
    {
      provide: LeadCampaign,
      inject: [DATABASE, CAMPAIGN_STORE, OPERATOR_STORE, Started],
      useFactory: (...parts: ConstructorParameters<typeof LeadCampaign>) => new LeadCampaign(...parts),
    },
    {
      provide: ReadCampaign,
      inject: [CAMPAIGN_STORE],
      useFactory: (store: CampaignStore) => new ReadCampaign(store),
    },
    {
      provide: FollowCampaigns,
      inject: [ReadCampaign, CAMPAIGN_STORE, LOGGER],
      useFactory: (reading: ReadCampaign, store: CampaignStore, logger: Logger) =>
        new FollowCampaigns(reading, store, reportTo(logger, 'telling pages of a campaign')),
    },
    {
      provide: CampaignWork,
      inject: [RevokeAccounts, BACKGROUND_DATABASE, CONFIG, CLOCK, LOGGER],
      useFactory: (
        accounts: RevokeAccounts,
        database: Database,
        { deviceIdleDays }: AccountApiConfig,
        clock: Clock,
        logger: Logger,
      ) =>
        new CampaignWork(
          accounts,
          new CountMembers(database, deviceIdleDays),
          new FinishStages(database),
          clock,
          reportTo(logger, 'going on with campaigns'),
        ),
    },
  ],
})
export class CampaignsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(CampaignWork) private readonly work: CampaignWork,
    @Inject(FollowCampaigns) private readonly follow: FollowCampaigns,
  ) {}

  onApplicationBootstrap(): void {
    this.work.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.follow.stop();
    await this.work.stop();
  }
}
