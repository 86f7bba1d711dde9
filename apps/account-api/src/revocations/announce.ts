import { setImmediate as turn } from 'node:timers/promises';
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

/** Lets what was begun leave the process before anything else is done: a millisecond sooner at the devices. */
export const leaveFirst = (): Promise<void> => turn();

export const ANNOUNCE = Symbol('Announce');
