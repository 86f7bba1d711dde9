import type { RequestListener } from 'node:http';
import type { Registry } from 'prom-client';
import { openDatabase, type Database } from '#libs/database';
import { KafkajsEventStream, type EventStream } from '#libs/event-stream';
import { openListeners, openLogger, openMetrics } from '#libs/service-runtime';
import { createAccountApi, type AccountApi } from '../../../apps/account-api/src/app.js';
import type { AccountApiConfig } from '../../../apps/account-api/src/config.js';
import type { Clock } from '../../../apps/account-api/src/enforcement-points/clock.js';
import {
  SESSION_SOURCE,
  type SessionSource,
} from '../../../apps/account-api/src/enrolment/device-sessions.js';
import { ReadRevocation } from '../../../apps/account-api/src/revocations/read-revocation.js';
import { RevokeAccount } from '../../../apps/account-api/src/revocations/revoke-account.js';
import { RevokeSession } from '../../../apps/account-api/src/revocations/revoke-session.js';
import type { Installation } from './installation.js';

export interface InstanceOptions {
  readonly clock?: Clock;
  readonly stream?: (stream: EventStream) => EventStream;
  readonly database?: (database: Database) => Database;
  readonly config?: Partial<AccountApiConfig>;
  /** Opens a TLS listener too, and makes it the issuer. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Each line of its log, as JSON text. */
  readonly log?: (line: string) => void;
}

/** One account API in this process, whole, behind listeners of its own on any free ports. */
export interface Instance {
  /** The plain listener, and the origin of its pages. */
  readonly url: string;
  readonly internalUrl: string;
  readonly issuer: string;
  readonly config: AccountApiConfig;
  readonly metrics: Registry;
  readonly nest: AccountApi['nest'];
  readonly sessions: SessionSource;
  readonly revokeSession: RevokeSession;
  readonly revokeAccount: RevokeAccount;
  readonly readRevocation: ReadRevocation;
  close(): Promise<void>;
}

export async function anInstance(
  installation: Installation,
  options: InstanceOptions = {},
): Promise<Instance> {
  const { keys, databaseUrl, brokers } = installation;
  const { tls, log } = options;
  // The ports come first: what the app answers names them.
  let handler: RequestListener = () => {};
  const listeners = await openListeners((request, response) => void handler(request, response), {
    plain: { port: 0 },
    internal: { port: 0 },
    ...(tls === undefined ? {} : { tls: { port: 0, ...tls } }),
  });
  const { ports } = listeners;
  const url = `http://127.0.0.1:${ports.plain}`;
  const config: AccountApiConfig = {
    ...installation.config,
    accountUrl: url,
    ...(tls === undefined ? {} : { issuer: `https://localhost:${ports.tls}` }),
    ...options.config,
  };
  const opened = await openDatabase(databaseUrl, { poolSize: 10 });
  const background = await openDatabase(databaseUrl, { poolSize: 4 });
  const kafka = await KafkajsEventStream.open({ brokers, clientId: 'account-api' });
  const metrics = openMetrics('account-api', { process: false });
  const api = await createAccountApi({
    config,
    keys,
    database: options.database?.(opened) ?? opened,
    background,
    stream: options.stream?.(kafka) ?? kafka,
    metrics,
    logger: openLogger(
      'account-api',
      log === undefined ? { level: process.env['TEST_LOG'] ?? 'silent' } : { destination: { write: log } },
    ),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  handler = api.handler;
  const { nest } = api;
  return {
    url,
    internalUrl: `http://127.0.0.1:${ports.internal}`,
    issuer: config.issuer,
    config,
    metrics,
    nest,
    sessions: nest.get<SessionSource>(SESSION_SOURCE, { strict: false }),
    revokeSession: nest.get(RevokeSession, { strict: false }),
    revokeAccount: nest.get(RevokeAccount, { strict: false }),
    readRevocation: nest.get(ReadRevocation, { strict: false }),
    close: async () => {
      const closed = listeners.close(1_000);
      api.drain();
      await closed;
      await nest.close();
      await kafka.close();
      await background.close();
      await opened.close();
    },
  };
}
