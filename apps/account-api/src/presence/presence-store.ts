import type { ConnectionPresence } from '#libs/event-stream';

/** What a gateway's run says of one of its connections. */
export interface Presence extends ConnectionPresence {
  readonly gateway: string;
  readonly boot: string;
}

/** Which devices are connected, one row a connection. */
export interface PresenceStore {
  /**
   * Adds connections, or removes them and no others of their sessions. Bears a repeat.
   * @returns in the order of what was said the account where something changed; null where nothing did
   */
  note(said: readonly Presence[]): Promise<readonly (string | null)[]>;
  /** Removes every row of a gateway's run that is over. */
  forget(boot: string): Promise<void>;
  /** Removes the rows of runs that none of these is, but those of the last half minute: a new run may be unknown. */
  keepOnly(boots: readonly string[]): Promise<void>;
}

export const PRESENCE_STORE = Symbol('PresenceStore');
