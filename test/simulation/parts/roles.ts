import type { HttpRequest, HttpResponse } from '#libs/device-client';
import type { Enforcement, SnapshotSource } from '#libs/enforcement';
import type { DecideCode } from '../../../apps/account-api/src/activation/decide-code.js';
import type { SessionSource } from '../../../apps/account-api/src/enrolment/device-sessions.js';
import type { ReadRevocation } from '../../../apps/account-api/src/revocations/read-revocation.js';
import type { RevokeAccount } from '../../../apps/account-api/src/revocations/revoke-account.js';
import type { RevokeSession } from '../../../apps/account-api/src/revocations/revoke-session.js';
import type { SessionList } from '../../../apps/account-api/src/sessions/session-list.js';
import type { LogClient } from '../log/log-client.js';
import type { Wire } from '../network/wire.js';
import type { DatabaseClient } from '../store/database-client.js';
import type { VirtualProcess } from '../virtual/process.js';
import type { VirtualConnection } from './connection.js';
import type { KeysRead } from './issuer.js';

interface Server {
  readonly name: string;
  readonly process: VirtualProcess;
  readonly stream: LogClient;
}

/** An instance of the account API, as the rest of the world meets it. */
export interface Api extends Server {
  readonly database: DatabaseClient;
  readonly tokens: { answer(request: HttpRequest): Promise<HttpResponse> };
  readonly snapshots: SnapshotSource;
  refusesSnapshots: boolean;
  readonly sessions: SessionSource;
  readonly list: SessionList;
  readonly revokeSession: RevokeSession;
  readonly revokeAccount: RevokeAccount;
  readonly readRevocation: ReadRevocation;
  readonly decideCode: DecideCode;
}

/** A run of an enforcement point. */
export interface Point extends Server {
  readonly keys: KeysRead;
  readonly enforcement: Pick<Enforcement, 'isFresh' | 'covers' | 'judge'>;
  readonly isReady: boolean;
}

export interface GatewayPoint extends Point {
  /** A device dials. */
  accept(wire: Wire): void;
  /** Connections that were told they are ready. */
  ready(): readonly VirtualConnection[];
}

/** What a device hears of a film. */
export interface Viewer {
  headers(status: number, headers: ReadonlyMap<string, string>): void;
  piece(): void;
}

export interface ServicePoint extends Point {
  film(headers: Readonly<Record<string, string>>, viewer: Viewer): Promise<void>;
}

/** A device that lets itself in. */
export interface Comer {
  readonly name: string;
  /** The session it was last linked to. */
  readonly sid: string | null;
}
