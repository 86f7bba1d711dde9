import { setImmediate as turn } from 'node:timers/promises';
import { RevocationIndex, type Predicate, type SessionFacts } from '#libs/revocation-index';
import type { Clock } from './clock.js';
import type { Pauses } from './pauses.js';

/** The longest an access token may live, which no setting exceeds, and a margin. */
export const KEPT_MS = 600_000 + 60_000;
const SWEEP_EVERY_MS = 10_000;
/** Some tenths of a millisecond. */
const ENTRIES_A_TURN = 2_000;

/**
 * The index as this process holds it. An entry lives from the moment it is first heard, which is after its
 * commit, for as long as any access token made before that commit may: by the monotonic clock, which cannot
 * be set forward. Large merges and sweeps are done in slices that let others run.
 */
export class RevocationsHeld {
  readonly #index = new RevocationIndex();

  constructor(
    private readonly clock: Clock,
    private readonly pauses: Pauses,
  ) {}

  /** Whether it says more than was known. */
  add(predicate: Predicate): boolean {
    return this.#index.add(predicate, this.clock.monotonicMs() + KEPT_MS);
  }

  /** Adds all; resolves to whether any of them says more than was known. */
  async merge(predicates: readonly Predicate[]): Promise<boolean> {
    let more = false;
    for (let n = 0; n < predicates.length; n++) {
      if (n > 0 && n % ENTRIES_A_TURN === 0) await turn();
      if (this.add(predicates[n]!)) more = true;
    }
    return more;
  }

  covers(session: SessionFacts): boolean {
    return this.#index.revokes(session);
  }

  get counts(): RevocationIndex['counts'] {
    return this.#index.counts;
  }

  /** Drops what has expired, for as long as the process runs. */
  async sweep(): Promise<void> {
    for (;;) {
      await this.pauses.pause(SWEEP_EVERY_MS);
      const slices = this.#index.pruning(this.clock.monotonicMs(), ENTRIES_A_TURN);
      do if (this.pauses.stopped) return;
      while (!(await slice(slices)));
    }
  }
}

async function slice(slices: Iterator<void>): Promise<boolean> {
  const { done } = slices.next();
  if (done !== true) await turn();
  return done === true;
}
