import { Module } from '@nestjs/common';
import type { Logger } from '#libs/service-runtime';
import { Admission } from '../admission/admission.js';
import { AdmissionModule } from '../admission/admission.module.js';
import { LOGGER } from '../core/tokens.js';
import { Hub } from '../hub/hub.js';
import { HubModule } from '../hub/hub.module.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { Presence } from '../presence/presence.js';
import { PresenceModule } from '../presence/presence.module.js';
import { Receipts } from '../receipts/receipts.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { Conversation } from './conversation.js';

@Module({
  imports: [HubModule, AdmissionModule, ReceiptsModule, PresenceModule],
  providers: [
    {
      provide: Conversation,
      inject: [Hub, Admission, Receipts, Presence, GatewayMetrics, LOGGER],
      useFactory: (
        hub: Hub,
        admission: Admission,
        receipts: Receipts,
        presence: Presence,
        metrics: GatewayMetrics,
        logger: Logger,
      ) => new Conversation(hub, admission, receipts, presence, metrics, logger),
    },
  ],
  exports: [Conversation],
})
export class ConversationModule {}
