import type { SessionPage } from './session.js';

/** A browser counts as online this long after its last request. */
export const BROWSER_ONLINE_MS = 120_000;

export interface ListRequest {
  readonly sub: string;
  /** The session that asks. */
  readonly currentSid: string;
  readonly limit: number;
  /** The `seq` the page begins below; null from the newest. */
  readonly after: number | null;
}

/**
 * The sessions of one account: those that are active (expired ones are not), and those signed out within the last day; newest first.
 * Pages are stable: `seq` never changes, so nothing is shown twice or left out while sessions come and go.
 */
export interface SessionList {
  page(request: ListRequest): Promise<SessionPage>;
  /**
   * Names a session of the account, with its activity entry; the same name again changes nothing.
   * @returns null when there is no such session here
   */
  rename(sub: string, sid: string, name: string): Promise<'renamed' | 'unchanged' | null>;
}

export const SESSION_LIST = Symbol('SessionList');
