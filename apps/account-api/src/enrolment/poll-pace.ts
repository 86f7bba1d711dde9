/** Keeps devices to the polling interval they were told (RFC 8628 section 3.5). */
export interface PollPace {
  /** Whether this poll comes late enough after the last one that was allowed. Atomic: of two at once one is allowed. */
  allows(deviceCode: string): Promise<boolean>;
}
