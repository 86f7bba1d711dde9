import { Module } from '@nestjs/common';
import type { PushGatewayConfig } from '../config.js';
import { AdmissionModule } from '../admission/admission.module.js';
import { Doorway } from '../admission/doorway.js';
import { Conversation } from '../conversation/conversation.js';
import { ConversationModule } from '../conversation/conversation.module.js';
import { CONFIG } from '../core/tokens.js';
import { Hub } from '../hub/hub.js';
import { HubModule } from '../hub/hub.module.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { addressReader } from './address.js';
import { PublicUrls } from './public-urls.js';
import { Sockets } from './sockets.js';

@Module({
  imports: [HubModule, AdmissionModule, ConversationModule],
  providers: [
    {
      provide: Sockets,
      inject: [Hub, Doorway, Conversation, GatewayMetrics, CONFIG],
      useFactory: (
        hub: Hub,
        doorway: Doorway,
        conversation: Conversation,
        metrics: GatewayMetrics,
        config: PushGatewayConfig,
      ) => {
        const { publicUrls, allowedOrigins, trustedProxies, maxBufferedBytes } = config;
        return new Sockets(hub, doorway, conversation, metrics, {
          publicUrls: new PublicUrls(publicUrls),
          allowedOrigins: allowedOrigins.map((url) => new URL(url).origin),
          addressOf: addressReader(trustedProxies),
          maxBufferedBytes,
        });
      },
    },
  ],
  exports: [Sockets],
})
export class SocketModule {}
