import type { Logger } from '#libs/service-runtime';
import type { Figures } from '../figures/figures.js';
import type {
  Blocked,
  BlockedStore,
  MarkedBlocked,
  PolledRevocation,
  SilentPoint,
  Unblocked,
} from './blocked-store.js';

/** A BlockedStore that counts and logs what it marked. */
export class ToldBlocked implements BlockedStore {
  constructor(
    private readonly store: BlockedStore,
    private readonly figures: Figures,
    private readonly logger: Logger,
  ) {}

  async mark(
    blocked: readonly Blocked[],
    silent: readonly SilentPoint[],
    heardOf: readonly string[] | null,
  ): Promise<readonly MarkedBlocked[]> {
    const marked = await this.store.mark(blocked, silent, heardOf);
    for (const { txn, revocationId, afterMs, points } of marked) {
      this.figures.blockedMs.observe(afterMs);
      this.logger.info({ txn, revocationId, afterMs, points }, 'blocked');
    }
    return marked;
  }

  overdue(): Promise<readonly Unblocked[]> {
    return this.store.overdue();
  }

  polled(): Promise<readonly PolledRevocation[]> {
    return this.store.polled();
  }

  forgetPolls(): Promise<void> {
    return this.store.forgetPolls();
  }
}
