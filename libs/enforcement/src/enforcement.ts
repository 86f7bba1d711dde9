import { randomUUID } from 'node:crypto';
import type { SessionFacts } from '#libs/revocation-index';
import type { EnforcementOptions, EnforcementState, Judgement } from './options.js';

/** Keeps this process's knowledge of revocations fresh, and says so, or asks, or refuses. */
export class Enforcement {
  /** Names this run of the point. */
  readonly boot: string = randomUUID();

  constructor(protected readonly options: EnforcementOptions) {}

  /**
   * Resolves once ready: snapshot read, caught up, first report acknowledged, and applied up to end offsets
   * read after that. Keeps trying while Kafka or the source is away; rejects only on `stop`.
   */
  start(): Promise<void> {
    throw new Error('not built yet');
  }

  /** Computed at each call from what was heard, never a flag of a timer: a frozen process notices as it wakes. */
  isFresh(): boolean {
    return false;
  }

  /** By the index alone, whatever its freshness. */
  covers(_facts: SessionFacts): boolean {
    return false;
  }

  /**
   * Fresh: by the index, at once. Not fresh: by the process's next snapshot poll, at most one a second.
   * Within `graceMs` since it was fresh it answers by the index all the same, which is counted.
   * A judgement is of its moment: serve what is at hand, and judge again before the next piece.
   */
  judge(_facts: SessionFacts, _graceMs = 0): Judgement | Promise<Judgement> {
    return 'not-fresh';
  }

  /** Serves nothing from here on; the last report says `gone`. Call it when nothing is in flight any more. */
  stop(): Promise<void> {
    return Promise.resolve();
  }

  get state(): EnforcementState {
    throw new Error('not built yet');
  }
}
