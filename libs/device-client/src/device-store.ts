import type { SessionDescription } from '#libs/push-protocol';

/** What a device has been granted. The access token is not here: it lives minutes, in memory. */
export interface Grant {
  readonly session: SessionDescription;
  readonly refreshToken: string;
  /** A sign-out on the device itself has begun: whatever happens, these tokens are not used to play again. */
  readonly leaving?: true;
}

/** A verified event whose wipe is not finished. It is stored before the first thing is deleted. */
export interface BegunSignOut {
  readonly session: SessionDescription;
  readonly jti: string;
  readonly txn: string;
  readonly eventHash: string;
  readonly receiptWindowMs: number;
}

/** A receipt nobody has acknowledged. */
export interface PendingReceipt {
  readonly jti: string;
  readonly receipt: string;
}

/** All a device remembers across a power cut, replaced as a whole: tokens go in the write that brings the receipt. */
export interface DeviceRecord {
  readonly v: 1;
  readonly grant: Grant | null;
  readonly signOut: BegunSignOut | null;
  readonly receipts: readonly PendingReceipt[];
}

export const EMPTY_RECORD: DeviceRecord = { v: 1, grant: null, signOut: null, receipts: [] };

/**
 * The durable memory of a device, for one process at a time. Its contract is exported by the testing entry.
 * Invariants: after `write` resolves the record survives a power cut; a reader sees the record of some write
 * that began, whole, and never an older one than the last that resolved; only the user can read it.
 */
export interface DeviceStore {
  /** `EMPTY_RECORD` when nothing was written yet. */
  read(): Promise<DeviceRecord>;
  write(record: DeviceRecord): Promise<void>;
}
