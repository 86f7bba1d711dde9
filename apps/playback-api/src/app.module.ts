import { Module, type DynamicModule } from '@nestjs/common';
import { ResourceServerModule } from '#libs/resource-server';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { CoreModule, type Core } from './core/core.module.js';
import { HistoryModule } from './history/history.module.js';
import { PaymentsModule } from './payments/payments.module.js';
import { ProfilesModule } from './profiles/profiles.module.js';
import { SEGMENTS } from './streams/streams.controller.js';
import { StreamsModule } from './streams/streams.module.js';

@Module({})
export class AppModule {
  static register(core: Core): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.register(core),
        ResourceServerModule.register(core.guard, {
          [SEGMENTS]: { graceMs: core.config.segmentGraceMs },
        }),
        ProfilesModule,
        HistoryModule,
        CatalogueModule,
        StreamsModule,
        PaymentsModule,
      ],
    };
  }
}
