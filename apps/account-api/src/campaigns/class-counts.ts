import type { Counted } from './campaign.js';
import type { DeviceClass } from './device-class.js';

/** A device of a class, for an operator to see that it is the right one. */
export interface Example {
  readonly sid: string;
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  readonly appVersion: string;
  /** The email, masked. */
  readonly account: string;
  readonly online: boolean;
  readonly enrolledAt: number;
}

/** What there is to choose a class from, most first, bounded. */
export interface Choices {
  readonly kinds: readonly { readonly kind: string; readonly sessions: number }[];
  readonly models: readonly { readonly model: string; readonly kind: string; readonly sessions: number }[];
  /** Newest first. */
  readonly appVersions: readonly string[];
}

/**
 * Counts those that are signed in, as the primary has them: exactly up to MOST_COUNTED, beyond which `exact` is
 * false and the count is that number. Whom another revocation has ended is not counted.
 */
export interface ClassCounts {
  count(deviceClass: DeviceClass): Promise<Counted>;
  examples(deviceClass: DeviceClass, most: number): Promise<readonly Example[]>;
  choices(): Promise<Choices>;
  /** Ids for ids and emails, sorted. Errors: campaign_class_invalid, which names those that are no account. */
  accountIds(accounts: readonly string[]): Promise<readonly string[]>;
}

export const MOST_COUNTED = 2_000_000;

export const CLASS_COUNTS = Symbol('ClassCounts');
