import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Database } from '#libs/database';
import type { EventStream } from '#libs/event-stream';
import { signSecurityEvent } from '#libs/security-event';
import { nodeSigner, type IssuerKeys, type Logger } from '#libs/service-runtime';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { ADDRESS_OF, addressReader } from '../requests/address.js';
import { Figures, FIGURES } from '../figures/figures.js';
import { systemClock, type Clock } from '../enforcement-points/clock.js';
import type { SignEvent } from '../tokens/sign-event.js';
import { BACKGROUND_DATABASE, CLOCK, DATABASE, EVENT_STREAM, KEYS, LOGGER, SIGN_EVENT } from './tokens.js';

/** What main.ts made before there was an app, for every module to inject. */
export interface Core {
  readonly config: AccountApiConfig;
  readonly database: Database;
  /**
   * Connections of their own for what must go on however many requests wait for one: beats, and the notes that
   * an event is sent or blocked. Behind a queue of sign-outs those would make every point stop trusting itself.
   */
  readonly background: Database;
  readonly keys: IssuerKeys;
  readonly stream: EventStream;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Left out: the machine's. */
  readonly clock?: Clock;
}

@Global()
@Module({})
export class CoreModule {
  static register({
    config,
    database,
    background,
    keys,
    stream,
    logger,
    metrics,
    clock = systemClock,
  }: Core): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASE, useValue: database },
      { provide: BACKGROUND_DATABASE, useValue: background },
      { provide: KEYS, useValue: keys },
      { provide: SIGN_EVENT, useValue: signWith(keys) },
      { provide: EVENT_STREAM, useValue: stream },
      { provide: LOGGER, useValue: logger },
      { provide: FIGURES, useValue: new Figures(metrics) },
      { provide: CLOCK, useValue: clock },
      { provide: ADDRESS_OF, useValue: addressReader(config.trustedProxies) },
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}

function signWith({ current }: IssuerKeys): SignEvent {
  const sign = nodeSigner(current.privateKey);
  return (payload) => signSecurityEvent(payload, current.kid, sign);
}
