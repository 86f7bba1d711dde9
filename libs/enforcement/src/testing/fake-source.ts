import type { Predicate } from '#libs/revocation-index';
import type { Snapshot, SnapshotPoll, SnapshotSource } from '../snapshots/snapshot.js';

/** The account API's side of snapshots: answers, refuses, or says nothing for as long as the test wishes. */
export class FakeSource implements SnapshotSource {
  mode: 'answer' | 'refuse' | 'hold' = 'answer';
  understood = true;
  readonly predicates: Predicate[] = [];
  /** Every poll there was, in order. */
  readonly polls: (SnapshotPoll & { readonly at: number })[] = [];
  #held: (() => void)[] = [];

  constructor(
    private readonly databaseNow: () => number,
    private readonly monotonicMs: () => number,
  ) {}

  async read(poll: SnapshotPoll): Promise<Snapshot> {
    this.polls.push({ ...poll, at: this.monotonicMs() });
    // As the database does: what is committed later is not in it, however late it arrives.
    const snapshot = {
      databaseTime: this.databaseNow(),
      predicates: [...this.predicates],
      understood: this.understood,
      name: `answer ${this.polls.length}`,
    };
    if (this.mode === 'refuse') throw new Error('the source is away');
    if (this.mode === 'hold') await new Promise<void>((resolve) => this.#held.push(resolve));
    return snapshot;
  }

  /** Lets the answers out that are held, and no longer holds any. */
  release(): void {
    this.mode = 'answer';
    for (const go of this.#held.splice(0)) go();
  }
}
