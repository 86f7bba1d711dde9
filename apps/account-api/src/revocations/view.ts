import type { Revocation, RevokedSession } from './revocation.js';

/**
 * How far the sign-out of one device is. *Blocking*: not every enforcement point has refused it yet.
 * *Blocked*: all do. *Confirmed*: and its receipt arrived. *Not reached*: blocked, and the device has not
 * been connected since. *Signed out*: blocked, with no receipt to come.
 */
export type DeviceState = 'blocking' | 'blocked' | 'confirmed' | 'not-reached' | 'signed-out';

export interface RevocationView {
  readonly id: string;
  readonly txn: string;
  readonly scope: 'session' | 'account' | 'class';
  readonly exceptSid: string | null;
  readonly requestedAt: number;
  readonly committedAt: number;
  readonly blockedAt: number | null;
  /** Enforcement points counted; 0 = blocked at commit. */
  readonly points: number;
  readonly devices: readonly RevokedDeviceView[];
}

export interface RevokedDeviceView {
  readonly sid: string;
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  readonly state: DeviceState;
  readonly blockedAt: number | null;
  readonly confirmedAt: number | null;
  readonly receipt: string | null;
}

/** @param pointsNow counted while it is not blocked yet */
export const revocationView = (
  revocation: Revocation,
  sessions: readonly RevokedSession[],
  pointsNow: number,
): RevocationView => ({
  id: revocation.id,
  txn: revocation.txn,
  scope: revocation.scope,
  exceptSid: revocation.exceptSid,
  requestedAt: revocation.requestedAt,
  committedAt: revocation.committedAt,
  blockedAt: revocation.blockedAt,
  points: revocation.points ?? pointsNow,
  devices: sessions.map(({ reachable, ...session }) => ({
    ...session,
    state: deviceState(revocation, session.kind, reachable, session.confirmedAt),
    blockedAt: revocation.blockedAt,
  })),
});

function deviceState(
  { blockedAt, awaitsReceipt }: Revocation,
  kind: string,
  reachable: boolean,
  confirmedAt: number | null,
): DeviceState {
  if (confirmedAt !== null) return 'confirmed';
  // A browser asks the source at every request, so its sign-out is complete at commit.
  if (kind === 'browser') return 'signed-out';
  if (blockedAt === null) return 'blocking';
  if (!awaitsReceipt) return 'signed-out';
  return reachable ? 'blocked' : 'not-reached';
}
