/** Time as an enforcement point needs it, so that tests can turn the hands themselves. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  monotonicMs(): number;
  /** Epoch ms as this machine believes; may jump. */
  wallMs(): number;
  /** Calls once after `ms`; the answer cancels. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
