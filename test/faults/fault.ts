import type { Rig } from './rig.js';

/** How it was put right again, where that is not the end of the fault itself. */
export interface Underway {
  /** Ends it; the clock of healing runs from here. */
  readonly end?: () => Promise<void> | void;
  /** Once it is healed: what was killed comes back, what was held is let go. */
  readonly restore?: () => Promise<void> | void;
  /** What was wrong that neither the logs nor the audit show. */
  readonly complaints?: () => Promise<readonly string[]> | readonly string[];
}

/** One thing that goes wrong while the load goes on. */
export interface Fault {
  readonly id: string;
  /** A sentence for people. */
  readonly what: string;
  /** From its beginning to its end, at least. */
  readonly lastsMs: { readonly full: number; readonly short: number };
  begin(rig: Rig): Promise<Underway>;
}

export interface Row {
  readonly id: string;
  /** Living sessions held by the load. */
  readonly load: number;
  /** Sign-outs answered 2xx from the fault's beginning until the load stopped. */
  readonly answered: number;
  /** Answered, and not in force. */
  readonly lost: number;
  /** Sessions that were over though nobody revoked them. */
  readonly wronglyEnded: number;
  /** Served after *blocked*. */
  readonly letIn: number;
  /** From the fault's end until a fresh sign-out was blocked and confirmed and all earlier ones were in force. */
  readonly healMs: number;
  /** Everything found, in sentences; empty when all is well. */
  readonly found: readonly string[];
}
