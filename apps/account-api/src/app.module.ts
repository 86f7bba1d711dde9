import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { ActivationModule } from './activation/activation.module.js';
import { CoreModule, type Core } from './core/core.module.js';
import { EnrolmentModule } from './enrolment/enrolment.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { CampaignsModule } from './campaigns/campaigns.module.js';
import { OperatorsModule } from './operators/operators.module.js';
import { WallModule } from './wall/wall.module.js';
import { BeatsModule } from './beats/beats.module.js';
import { EnforcementPointsModule } from './enforcement-points/enforcement-points.module.js';
import { ExpiryModule } from './expiry/expiry.module.js';
import { InternalModule } from './internal/internal.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { RevocationsModule } from './revocations/revocations.module.js';
import { SessionsModule } from './sessions/sessions.module.js';

@Module({})
export class AppModule {
  static register(core: Core): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.register(core),
        AccountsModule,
        EnrolmentModule,
        ActivationModule,
        TokensModule,
        SessionsModule,
        RevocationsModule,
        EnforcementPointsModule,
        ReceiptsModule,
        BeatsModule,
        ExpiryModule,
        InternalModule,
        OperatorsModule,
        CampaignsModule,
        WallModule,
      ],
    };
  }
}
