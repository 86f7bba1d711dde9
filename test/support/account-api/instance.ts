import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openDatabase, type Database } from '#libs/database';
import { KafkajsEventStream, type EventStream } from '#libs/event-stream';
import { openLogger } from '#libs/service-runtime';
import { OpenPages } from '../../../apps/account-api/src/activity/open-pages.js';
import { createAccountApi, type AccountApi } from '../../../apps/account-api/src/app.js';
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
}

/** One account API in this process, whole, with a plain listener of its own and the internal one. */
export interface Instance {
  readonly url: string;
  readonly internalUrl: string;
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
  const { config, keys, databaseUrl, brokers } = installation;
  const opened = await openDatabase(databaseUrl, { poolSize: 10 });
  const database = options.database?.(opened) ?? opened;
  const kafka = await KafkajsEventStream.open({ brokers, clientId: 'account-api' });
  const stream = options.stream?.(kafka) ?? kafka;
  const internal = new WeakSet<object>();
  const { handler, nest } = await createAccountApi({
    config,
    keys,
    database,
    stream,
    logger: openLogger('account-api', { level: process.env['TEST_LOG'] ?? 'silent' }),
    isInternal: ({ socket }) => internal.has(socket),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const servers = [createServer(handler), createServer(handler)] as const;
  servers[1].on('connection', (socket) => internal.add(socket));
  const [url, internalUrl] = await Promise.all(servers.map(listen));
  return {
    url: url!,
    internalUrl: internalUrl!,
    nest,
    sessions: nest.get<SessionSource>(SESSION_SOURCE, { strict: false }),
    revokeSession: nest.get(RevokeSession, { strict: false }),
    revokeAccount: nest.get(RevokeAccount, { strict: false }),
    readRevocation: nest.get(ReadRevocation, { strict: false }),
    close: async () => {
      nest.get(OpenPages, { strict: false }).endAll();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await nest.close();
      await kafka.close();
      await opened.close();
    },
  };
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
