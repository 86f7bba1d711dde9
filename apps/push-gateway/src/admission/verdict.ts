import type { CloseName, ProofUse } from '#libs/push-protocol';
import type { VerifiedToken } from '../hub/connection.js';

/** A token and a proof to verify; plain data, for it crosses to another thread. */
export interface ToVerify {
  readonly accessToken: string;
  readonly proof: string;
  /** The connection's challenge. */
  readonly nonce: string;
  /** The configured URL the connection dialled. */
  readonly htu: string;
  readonly use: ProofUse;
}

/** `exp` is not judged here: the moment of the decision comes later. */
export type Verdict = { readonly token: VerifiedToken } | { readonly close: CloseName };

/** Main thread to worker: one message a turn of the event loop. */
export type VerifyBatch = readonly (readonly [id: number, request: ToVerify])[];
export type VerdictBatch = readonly (readonly [id: number, verdict: Verdict])[];

export interface WorkerOptions {
  readonly issuer: string;
  readonly ca?: string;
}
