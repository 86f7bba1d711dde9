/** How often something may be tried: `burst` at once, then one more each `refillMs`. */
export interface Limit {
  readonly burst: number;
  readonly refillMs: number;
}

/** Counts attempts for all instances together. */
export interface RateLimits {
  /**
   * Takes one attempt from each key, or from none of them. Atomic a key: of many at once no more than `burst` pass.
   * Resolves to 0, or to the whole seconds until the slowest key has one again.
   */
  take(attempts: readonly Attempt[]): Promise<number>;
  /** Gives attempts back: the right password, a code that exists. */
  giveBack(attempts: readonly Attempt[]): Promise<void>;
}

export interface Attempt {
  /** What is limited, such as `sign-in:account:…`. Hashed before it is stored. */
  readonly key: string;
  readonly limit: Limit;
}

export const RATE_LIMITS = Symbol('RateLimits');
