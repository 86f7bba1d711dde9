import type { DeviceDescription } from '#libs/device-client';
import type { SessionDescription } from '#libs/push-protocol';

export { monotonicMs } from './monotonic.js';

/** Between the fleet and its worker processes. Moments are `monotonicMs`, which all processes of a machine share. */
export interface WorkerOptions {
  readonly issuer: string;
  /** The listener to dial, which need not be the issuer's own address. */
  readonly origin: string;
  /** All gateways: each device dials any, and another one at its next attempt. */
  readonly push: readonly string[];
  readonly ca: string | null;
}

export interface DeviceSpec extends DeviceDescription {
  /** Its number in the fleet. */
  readonly device: number;
}

export interface SeededGrant {
  readonly device: number;
  readonly session: SessionDescription;
  readonly refreshToken: string;
}

export type ToWorker =
  | { readonly type: 'begin'; readonly options: WorkerOptions }
  /** Makes the devices, each with a key of its own; answered by `made`. */
  | { readonly type: 'make'; readonly devices: readonly DeviceSpec[] }
  /** Switches devices on as if they had been linked before: each begins with a refresh. */
  | { readonly type: 'power'; readonly grants: readonly SeededGrant[]; readonly atOnce: number }
  /** Somebody presses a key on each, so it asks for a code. */
  | { readonly type: 'link'; readonly devices: readonly number[]; readonly atOnce: number }
  /** The network of these is gone, and back at once. */
  | { readonly type: 'cut'; readonly devices: readonly number[] }
  | { readonly type: 'measure' }
  | { readonly type: 'end' };

export type FromWorker =
  | { readonly type: 'awake' }
  | { readonly type: 'made'; readonly keys: readonly MadeKey[] }
  | { readonly type: 'log'; readonly entries: readonly LogEntry[] }
  | { readonly type: 'measured'; readonly measured: Measured };

/** The public half; the private one never leaves the process that made it. */
export interface MadeKey {
  readonly device: number;
  readonly x: string;
  readonly y: string;
}

/** What happened on a device. */
export type LogEntry = { readonly device: number; readonly at: number } & (
  | { readonly type: 'code'; readonly userCode: string }
  | { readonly type: 'linked'; readonly session: SessionDescription; readonly by: 'flow' | 'seed' }
  /** `connectMs`: from dialling to ready. */
  | { readonly type: 'online'; readonly sid: string; readonly connectMs: number }
  | { readonly type: 'offline'; readonly sid: string }
  /** The frame with the event arrived. */
  | { readonly type: 'told'; readonly sid: string }
  | { readonly type: 'signed-out'; readonly sid: string; readonly by: 'event' | 'grant' | 'self' }
  | { readonly type: 'receipt-stored'; readonly sid: string; readonly via: 'socket' | 'https' }
  /** An event came that it did not believe. */
  | { readonly type: 'event-refused'; readonly sid: string }
  | { readonly type: 'refreshed'; readonly ms: number }
  | { readonly type: 'closed'; readonly code: number }
  | { readonly type: 'failed'; readonly why: string }
);

export interface Measured {
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly devices: number;
}
