import { Module } from '@nestjs/common';
import type { Core } from '../core/core.module.js';
import { CORE } from '../core/tokens.js';
import { EnforcementModule } from '../enforcement/enforcement.module.js';
import { ENFORCEMENT_POINT, type EnforcementPoint } from '../enforcement/enforcement-point.js';
import { Presence } from './presence.js';

@Module({
  imports: [EnforcementModule],
  providers: [
    {
      provide: Presence,
      inject: [CORE, ENFORCEMENT_POINT],
      useFactory: ({ stream, logger, config, gateway }: Core, point: EnforcementPoint) =>
        new Presence(stream, logger, {
          topicPrefix: config.topicPrefix,
          gateway,
          boot: point.boot,
          sourceTimeMs: () => point.sourceTimeMs,
        }),
    },
  ],
  exports: [Presence],
})
export class PresenceModule {}
