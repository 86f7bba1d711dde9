import type { Predicate, SessionFacts } from '#libs/revocation-index';

/**
 * What was seen of a run from outside: what owners were answered, what points wrote, what devices did.
 * Units: every time is ms of one monotonic clock, the same for all logs; who notes times by another clock
 * converts them first. An entry may be noted later than it was, by no more than the limits' `toleranceMs`.
 */
export interface History {
  /** When the logs were closed: nothing that was due after it is missed. */
  readonly endedAt: number;
  /** Every session there was, living or over. */
  readonly sessions: readonly SessionFacts[];
  readonly answers: readonly AnswerEntry[];
  readonly points: readonly PointEntry[];
  readonly devices: readonly DeviceEntry[];
}

export type AnswerEntry = RevokedEntry | ShownEntry | ListedEntry;

/** A revocation was answered 2xx. The same one answered again is an entry of the same `id`. */
export interface RevokedEntry {
  readonly type: 'revoked';
  readonly id: string;
  readonly predicate: Predicate;
  readonly pressedAt: number;
  readonly answeredAt: number;
  /** False for a sign-out on the device itself and a session superseded: blocked is all there is to wait for. */
  readonly awaitsReceipt: boolean;
}

/** What somebody was shown of a revocation, with the answer to it or later. */
export interface ShownEntry {
  readonly type: 'shown';
  readonly id: string;
  readonly at: number;
  /** Null while it is not; no sooner than it was, where all one has is when one heard. */
  readonly blockedAt: number | null;
  readonly devices: readonly { readonly sid: string; readonly state: ShownState }[];
  /** Numbers shown beside or instead of single devices, as of a campaign; each must be what the devices make. */
  readonly counts?: Readonly<Partial<Record<ShownState | 'devices', number>>>;
}

export type ShownState = 'blocking' | 'blocked' | 'confirmed' | 'not-reached' | 'signed-out';

/** All sessions of an account, as listed to its owner. */
export interface ListedEntry {
  readonly type: 'listed';
  readonly sub: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly sessions: readonly { readonly sid: string; readonly state: 'active' | 'signed-out' }[];
}

interface AtPoint {
  readonly at: number;
  readonly point: string;
  readonly sid: string;
  /** Names what a grace may be given to. */
  readonly route?: string;
}

/** What an enforcement point did for a session. The event itself is service to nobody and has no entry. */
export type PointEntry =
  /** A connection was let in: `ready` was written. */
  | (AtPoint & { readonly type: 'opened' })
  /** A response's head was written. An error answer is no service. */
  | (AtPoint & { readonly type: 'began'; readonly status: number })
  /** Of a response's body, or a frame of service. */
  | (AtPoint & { readonly type: 'wrote'; readonly bytes: number })
  /** Turned away, or a connection closed. `revoked`: because the session is over, so the point said. */
  | (AtPoint & { readonly type: 'refused'; readonly because: 'revoked' | 'other' });

interface OnDevice {
  readonly at: number;
  readonly sid: string;
}

export type DeviceEntry =
  /**
   * `offline` also when it is frozen, or plugged out; not when it hangs up because it was told to sign out,
   * or nothing that goes wrong from there on would be found.
   */
  | (OnDevice & { readonly type: 'linked' | 'online' | 'offline' | 'playing' | 'receipt-stored' })
  /** By a verified event, by the token endpoint's word alone, or by somebody at the device. */
  | (OnDevice & { readonly type: 'signed-out'; readonly by: 'event' | 'grant' | 'self' });
