export interface Watched {
  readonly titleId: string;
  readonly positionS: number;
  /** Epoch ms. */
  readonly watchedAt: number;
}

/** How far a profile has watched what, newest first. Whose profile it is, is the caller's to check. */
export interface HistoryStore {
  of(profileId: string): Promise<readonly Watched[]>;
  put(profileId: string, titleId: string, positionS: number): Promise<void>;
}

export const HISTORY_STORE = Symbol('HistoryStore');
