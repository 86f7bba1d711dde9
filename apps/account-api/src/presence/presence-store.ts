import type { PresenceRecord } from '#libs/event-stream';

/** Which devices are connected, one row a connection. */
export interface PresenceStore {
  /** Adds a connection, or removes it and no other of that session. Null when nothing changed. */
  note(record: PresenceRecord): Promise<{ readonly sub: string } | null>;
  /** Removes every row of a gateway's run that is over. */
  forget(boot: string): Promise<void>;
  /** Removes the rows of runs that none of these is, but those of the last half minute: a new run may be unknown. */
  keepOnly(boots: readonly string[]): Promise<void>;
}

export const PRESENCE_STORE = Symbol('PresenceStore');
