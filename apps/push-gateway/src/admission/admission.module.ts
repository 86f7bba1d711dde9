import { Module } from '@nestjs/common';
import type { Core } from '../core/core.module.js';
import { CORE } from '../core/tokens.js';
import { EnforcementModule } from '../enforcement/enforcement.module.js';
import { ENFORCEMENT_POINT, type EnforcementPoint } from '../enforcement/enforcement-point.js';
import { Hub } from '../hub/hub.js';
import { HubModule } from '../hub/hub.module.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { Presence } from '../presence/presence.js';
import { PresenceModule } from '../presence/presence.module.js';
import { Admission } from './admission.js';
import { Verifier } from './verifier.js';

@Module({
  imports: [HubModule, EnforcementModule, PresenceModule],
  providers: [
    {
      provide: Verifier,
      inject: [CORE, GatewayMetrics],
      useFactory: ({ startVerifyThread, config, logger }: Core, metrics: GatewayMetrics) =>
        new Verifier(
          startVerifyThread,
          { maxPending: config.maxUnverified, restarted: () => metrics.verifyRestarts.inc() },
          logger,
        ),
    },
    {
      provide: Admission,
      inject: [Hub, Verifier, ENFORCEMENT_POINT, Presence, GatewayMetrics, CORE],
      useFactory: (
        hub: Hub,
        verifier: Verifier,
        point: EnforcementPoint,
        presence: Presence,
        metrics: GatewayMetrics,
        { config }: Core,
      ) => new Admission(hub, verifier, point, presence, metrics, config.heartbeatS),
    },
  ],
  exports: [Admission, Verifier],
})
export class AdmissionModule {}
