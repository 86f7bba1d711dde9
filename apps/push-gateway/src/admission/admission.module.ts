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
import { Doorway } from './doorway.js';
import { Pace } from './pace.js';
import { Verifier } from './verifier.js';

@Module({
  imports: [HubModule, EnforcementModule, PresenceModule],
  providers: [
    { provide: Pace, useFactory: () => new Pace() },
    {
      provide: Verifier,
      inject: [CORE, GatewayMetrics, Pace],
      useFactory: ({ startVerifyThread, config, logger }: Core, metrics: GatewayMetrics, pace: Pace) =>
        new Verifier(
          startVerifyThread,
          { maxPending: config.maxUnverified, restarted: () => metrics.verifyRestarts.inc(), pace },
          logger,
        ),
    },
    {
      provide: Doorway,
      inject: [Hub, Verifier, Pace, CORE],
      useFactory: (hub: Hub, verifier: Verifier, pace: Pace, { config }: Core) =>
        new Doorway(hub, () => verifier.pending, pace, {
          maxConnections: config.maxConnections,
          queueMs: config.admissionQueueMs,
        }),
    },
    {
      provide: Admission,
      inject: [Hub, Doorway, Verifier, ENFORCEMENT_POINT, Presence, GatewayMetrics, CORE],
      useFactory: (
        hub: Hub,
        doorway: Doorway,
        verifier: Verifier,
        point: EnforcementPoint,
        presence: Presence,
        metrics: GatewayMetrics,
        { config }: Core,
      ) => new Admission(hub, doorway, verifier, point, presence, metrics, config.heartbeatS),
    },
  ],
  exports: [Admission, Doorway, Pace, Verifier],
})
export class AdmissionModule {}
