import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Database } from '#libs/database';
import type { EnforcementPoint, Guard } from '#libs/resource-server';
import type { Logger } from '#libs/service-runtime';
import type { PlaybackApiConfig } from '../config.js';
import type { Film } from '../streams/film.js';
import { FILM } from '../streams/film.js';
import { StreamMeter } from '../streams/stream-meter.js';
import { CONFIG, DATABASE, POINT } from './tokens.js';

/** What start.ts made before there was an app, for every module to inject. */
export interface Core {
  readonly config: PlaybackApiConfig;
  readonly database: Database;
  readonly film: Film;
  readonly guard: Guard;
  readonly point: EnforcementPoint;
  readonly meter: StreamMeter;
  readonly logger: Logger;
  readonly metrics: Registry;
}

@Global()
@Module({})
export class CoreModule {
  static register({ config, database, film, point, meter }: Core): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASE, useValue: database },
      { provide: POINT, useValue: point },
      { provide: FILM, useValue: film },
      { provide: StreamMeter, useValue: meter },
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}
