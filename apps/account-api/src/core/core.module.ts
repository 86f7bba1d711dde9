import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Database } from '#libs/database';
import type { EventStream } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { ADDRESS_OF, addressReader } from '../requests/address.js';
import { IS_INTERNAL, type IsInternal } from '../requests/origins.js';
import { systemClock, type Clock } from '../enforcement-points/clock.js';
import type { Keys } from './keys.js';
import { CLOCK, DATABASE, EVENT_STREAM, KEYS, LOGGER } from './tokens.js';

/** What main.ts made before there was an app, for every module to inject. */
export interface Core {
  readonly config: AccountApiConfig;
  readonly database: Database;
  readonly keys: Keys;
  readonly stream: EventStream;
  readonly logger: Logger;
  readonly isInternal: IsInternal;
  /** Left out: the machine's. */
  readonly clock?: Clock;
}

@Global()
@Module({})
export class CoreModule {
  static register({
    config,
    database,
    keys,
    stream,
    logger,
    isInternal,
    clock = systemClock,
  }: Core): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASE, useValue: database },
      { provide: KEYS, useValue: keys },
      { provide: EVENT_STREAM, useValue: stream },
      { provide: LOGGER, useValue: logger },
      { provide: CLOCK, useValue: clock },
      { provide: IS_INTERNAL, useValue: isInternal },
      { provide: ADDRESS_OF, useValue: addressReader(config.trustedProxies) },
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}
