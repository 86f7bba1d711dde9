import { Module } from '@nestjs/common';
import type { PushGatewayConfig } from '../config.js';
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
  imports: [HubModule, ConversationModule],
  providers: [
    {
      provide: Sockets,
      inject: [Hub, Conversation, GatewayMetrics, CONFIG],
      useFactory: (
        hub: Hub,
        conversation: Conversation,
        metrics: GatewayMetrics,
        config: PushGatewayConfig,
      ) => {
        const { publicUrls, allowedOrigins, trustedProxies, maxConnections, maxBufferedBytes } = config;
        return new Sockets(hub, conversation, metrics, {
          publicUrls: new PublicUrls(publicUrls),
          allowedOrigins: allowedOrigins.map((url) => new URL(url).origin),
          addressOf: addressReader(trustedProxies),
          maxConnections,
          maxBufferedBytes,
        });
      },
    },
  ],
  exports: [Sockets],
})
export class SocketModule {}
