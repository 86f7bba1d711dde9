import { Module } from '@nestjs/common';
import { Admission } from '../admission/admission.js';
import { AdmissionModule } from '../admission/admission.module.js';
import type { PushGatewayConfig } from '../config.js';
import { CONFIG } from '../core/tokens.js';
import { EnforcementModule } from '../enforcement/enforcement.module.js';
import { ENFORCEMENT_POINT, type EnforcementPoint } from '../enforcement/enforcement-point.js';
import { Hub } from '../hub/hub.js';
import { HubModule } from '../hub/hub.module.js';
import { Lifetimes } from './lifetimes.js';

@Module({
  imports: [HubModule, AdmissionModule, EnforcementModule],
  providers: [
    {
      provide: Lifetimes,
      inject: [Hub, Admission, ENFORCEMENT_POINT, CONFIG],
      useFactory: (hub: Hub, admission: Admission, point: EnforcementPoint, config: PushGatewayConfig) =>
        new Lifetimes(hub, admission, point, config),
    },
  ],
  exports: [Lifetimes],
})
export class LifetimesModule {}
