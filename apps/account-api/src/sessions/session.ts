/** A session as its account's page lists it. Times are epoch ms. */
export interface SessionView {
  readonly sid: string;
  readonly kind: 'tv' | 'phone' | 'browser';
  readonly name: string;
  readonly model: string;
  readonly appVersion: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly lastAddress: string;
  readonly online: boolean;
  /** The browser that asks. */
  readonly current: boolean;
  readonly state: 'active' | 'signed-out';
  readonly signOut: SignOut | null;
}

export interface SignOut {
  readonly revocationId: string;
  readonly requestedAt: number;
  readonly blockedAt: number | null;
  readonly confirmedAt: number | null;
  /** False for a browser, a local sign-out and a superseded session: there is no second clock. */
  readonly awaitsReceipt: boolean;
  /** Whether the device was connected since; null where no receipt is awaited. */
  readonly reachable: boolean | null;
}

export interface SessionPage {
  readonly sessions: readonly SessionView[];
  /** To be given as `after` for the next page; null on the last. */
  readonly next: string | null;
}
