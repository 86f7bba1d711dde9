import { Module, type DynamicModule } from '@nestjs/common';
import { AdmissionModule } from './admission/admission.module.js';
import { ConversationModule } from './conversation/conversation.module.js';
import { CoreModule, type Core } from './core/core.module.js';
import { EnforcementModule } from './enforcement/enforcement.module.js';
import { HubModule } from './hub/hub.module.js';
import { LifetimesModule } from './lifetimes/lifetimes.module.js';
import { MemoryModule } from './memory/memory.module.js';
import { PresenceModule } from './presence/presence.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { SocketModule } from './socket/socket.module.js';
import { TellingModule } from './telling/telling.module.js';

@Module({})
export class AppModule {
  static register(core: Core): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CoreModule.register(core),
        HubModule,
        TellingModule,
        EnforcementModule,
        PresenceModule,
        AdmissionModule,
        ReceiptsModule,
        ConversationModule,
        SocketModule,
        LifetimesModule,
        MemoryModule,
      ],
    };
  }
}
