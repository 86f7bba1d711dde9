import type { Clock } from '../clock.js';

/** One instant, by both clocks of this machine. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export const momentOf = (clock: Clock): Moment => ({
  monotonicMs: clock.monotonicMs(),
  wallMs: clock.wallMs(),
});

const APART_MS = 1_000;

/**
 * Whether both clocks saw about the same time pass. They part when the machine was suspended (the monotonic
 * clock may stop) or the wall clock was set: then no duration measured across it can be trusted.
 */
export const clocksAgree = (from: Moment, to: Moment): boolean =>
  Math.abs(to.wallMs - from.wallMs - (to.monotonicMs - from.monotonicMs)) < APART_MS;
