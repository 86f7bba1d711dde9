import type { StoredEvent } from './revocation.js';

/** When a request was taken and its revocation committed, by this process's monotonic clock, ms. */
export interface Pressed {
  readonly requestedAt: number;
  readonly committedAt: number;
}

/**
 * Sends a stored revocation on its way: called after commit, never before, since what is published must be
 * committed. Begins to send before it returns; what fails is left to the relay.
 */
export interface Announce {
  revoked(event: StoredEvent, pressed: Pressed): void;
}

export const ANNOUNCE = Symbol('Announce');
