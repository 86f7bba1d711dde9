/** Between the fleet and its worker processes. Moments are `monotonicMs`, which all processes of a machine share. */
export interface WorkerOptions {
  readonly issuer: string;
  /** The listener to dial, which need not be the issuer's own address. */
  readonly origin: string;
  readonly push: string;
  readonly ca: string | null;
  /** The numbers of this worker's devices. */
  readonly from: number;
  readonly to: number;
  /** How many link at one time. */
  readonly atOnce: number;
}

export type ToWorker = { readonly type: 'begin'; readonly options: WorkerOptions } | { readonly type: 'end' };

export type FromWorker =
  | { readonly type: 'awake' }
  | { readonly type: 'code'; readonly device: number; readonly userCode: string }
  | { readonly type: 'online'; readonly device: number; readonly sid: string }
  | { readonly type: 'failed'; readonly device: number; readonly why: string }
  /** The frame with the event arrived. */
  | { readonly type: 'told'; readonly sid: string; readonly at: number }
  | { readonly type: 'receipt-stored'; readonly sid: string; readonly at: number; readonly via: string };

/** CLOCK_MONOTONIC in ms: comparable between the processes of one machine. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
