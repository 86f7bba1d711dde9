import type { DeviceDescription } from '../enrolment/device-description.js';
import type { Transaction } from '#libs/database';

/** A code on some device's screen, as the person who typed it may see it. Times are epoch ms. */
export interface WaitingDevice {
  readonly device: DeviceDescription;
  readonly address: string;
  readonly jkt: string;
  readonly expiresAt: number;
  readonly state: 'waiting' | 'expired' | 'used';
}

/** User codes are the eight letters without the hyphen, upper case. */
export interface DeviceCodes {
  /** Null when no device shows this code. */
  find(userCode: string, tx?: Transaction): Promise<WaitingDevice | null>;
  /**
   * Ties the code to the account and the session about to be opened. False when it is no longer waiting.
   * Of two approvals, or an approval and a denial, at once exactly one succeeds.
   */
  approve(
    tx: Transaction,
    userCode: string,
    grant: { readonly sub: string; readonly sid: string },
  ): Promise<boolean>;
  /** The device's next poll answers `access_denied`. The same rule of one winner. */
  deny(userCode: string): Promise<boolean>;
}
