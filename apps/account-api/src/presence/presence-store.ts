import type { PresenceRecord } from '#libs/event-stream';

/** Which devices are connected, one row a connection. */
export interface PresenceStore {
  /**
   * Adds connections, or removes them and no others of their sessions. Bears a repeat.
   * @returns in the order of the records the account where something changed; null where nothing did
   */
  note(records: readonly PresenceRecord[]): Promise<readonly (string | null)[]>;
  /** Removes every row of a gateway's run that is over. */
  forget(boot: string): Promise<void>;
  /** Removes the rows of runs that none of these is, but those of the last half minute: a new run may be unknown. */
  keepOnly(boots: readonly string[]): Promise<void>;
}

export const PRESENCE_STORE = Symbol('PresenceStore');
