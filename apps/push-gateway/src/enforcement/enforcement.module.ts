import { Module } from '@nestjs/common';
import type { Core } from '../core/core.module.js';
import { CORE } from '../core/tokens.js';
import { Telling } from '../telling/telling.js';
import { TellingModule } from '../telling/telling.module.js';
import { ENFORCEMENT_POINT, type EnforcementPoint } from './enforcement-point.js';

@Module({
  imports: [TellingModule],
  providers: [
    {
      provide: ENFORCEMENT_POINT,
      inject: [CORE, Telling],
      useFactory: ({ openPoint }: Core, telling: Telling): EnforcementPoint => {
        const point = openPoint({
          onRevoked: (heard) => telling.onRevoked(heard),
          onTellingStopped: ({ revocationJti }) => telling.onStopped(revocationJti),
          onReread: () => telling.onReread((facts) => point.covers(facts)),
        });
        return point;
      },
    },
  ],
  exports: [ENFORCEMENT_POINT],
})
export class EnforcementModule {}
