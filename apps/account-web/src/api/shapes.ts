/**
 * What the account API answers, member by member: the one place where the pages write it down. A contract spec
 * holds it against live answers and against the API's own types. Times are epoch ms of the database.
 */
export interface Account {
  readonly sub: string;
  readonly email: string;
  readonly displayName: string;
}

/** GET /api/me, POST /api/browser-session, POST /api/accounts. */
export interface SignedInAnswer {
  readonly account: Account;
  /** The session of this browser. */
  readonly sid: string;
}

/** POST /api/browser-session takes it; GET /api/demo answers it. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export type DeviceKind = 'tv' | 'phone' | 'browser';

/** A row of GET /api/sessions. */
export interface Session {
  readonly sid: string;
  readonly kind: DeviceKind;
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
  /** False for a browser, and where the device itself ended the session: there is no second clock. */
  readonly awaitsReceipt: boolean;
  /** Whether the device was connected since; null where no receipt is awaited. */
  readonly reachable: boolean | null;
}

/** GET /api/sessions. `next` is given as `after` for the next page; null on the last. */
export interface SessionPage {
  readonly sessions: readonly Session[];
  readonly next: string | null;
}

/** POST /api/sessions/{sid}/revocation, POST /api/revocations, GET /api/revocations/{id}. */
export interface Revocation {
  readonly id: string;
  readonly txn: string;
  readonly scope: 'session' | 'account' | 'class';
  readonly exceptSid: string | null;
  readonly requestedAt: number;
  readonly committedAt: number;
  readonly blockedAt: number | null;
  /** Servers counted that let sessions in; 0: it was blocked the moment it was decided. */
  readonly points: number;
  readonly devices: readonly RevokedDevice[];
}

/** POST /api/account/password. */
export interface PasswordChanged {
  /** The end of the other sessions; null when they were not to end. */
  readonly revocation: Revocation | null;
}

export interface RevokedDevice {
  readonly sid: string;
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  readonly state: 'blocking' | 'blocked' | 'confirmed' | 'not-reached' | 'signed-out';
  readonly blockedAt: number | null;
  readonly confirmedAt: number | null;
  readonly receipt: string | null;
}

/** What a device says of itself when it asks to be let in. */
export interface DeviceDescription {
  readonly kind: 'tv' | 'phone';
  readonly model: string;
  readonly name: string;
  readonly appVersion: string;
}

/** GET /api/activation/{userCode}. */
export interface Activation {
  readonly userCode: string;
  readonly device: DeviceDescription;
  readonly address: string;
  /** False when the device asked from another address than this browser's. */
  readonly sameAddress: boolean;
  readonly expiresAt: number;
}

export type Decision = 'approve' | 'deny';

/** POST /api/activation. */
export interface Decided {
  readonly decision: Decision;
  readonly device: DeviceDescription;
  /** The session the device will have; null when it was denied. */
  readonly sid: string | null;
}

/** GET /api/activity, newest first. A type this version does not know is shown in general words. */
export interface ActivityEntry {
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly sid?: string;
  readonly revocationId?: string;
  readonly device?: { readonly kind: string; readonly name: string; readonly model: string };
}
