import type {
  Blocked,
  BlockedStore,
  MarkedBlocked,
  PolledRevocation,
  SilentPoint,
  Unblocked,
} from '../../../apps/account-api/src/enforcement-points/blocked-store.js';
import { COUNTED_OUT_AFTER_MS } from '../../../apps/account-api/src/enforcement-points/points.js';

interface Row {
  readonly committedAt: number;
  published: { readonly partition: number; readonly offset: bigint } | null;
  blocked: boolean;
}

/** The database as `postgres/blocked.ts`, `postgres/snapshot.ts` and the beats see it, statement for statement. */
export class SimulatedBlockedStore implements BlockedStore {
  readonly #rows = new Map<string, Row>();
  readonly #polls = new Map<
    string,
    { polledAt: number; name: string; answered: Set<string>; passed: Set<string> }
  >();
  #answers = 0;

  constructor(private readonly now: () => number) {}

  commit(revocationId: string): void {
    this.#rows.set(revocationId, { committedAt: this.now(), published: null, blocked: false });
  }

  published(revocationId: string, partition: number, offset: bigint): void {
    this.#rows.get(revocationId)!.published = { partition, offset };
  }

  has(revocationId: string): boolean {
    return this.#rows.has(revocationId);
  }

  isBlocked(revocationId: string): boolean {
    return this.#rows.get(revocationId)?.blocked ?? false;
  }

  /** Answers a snapshot poll: on record first, then the snapshot. */
  poll(boot: string, having: string | null): { readonly name: string; readonly sids: readonly string[] } {
    const answered = new Set(this.#rows.keys());
    const before = this.#polls.get(boot);
    const passed = before?.name === having ? before.answered : (before?.passed ?? new Set<string>());
    const name = `answer ${++this.#answers}`;
    this.#polls.set(boot, { polledAt: this.now(), name, answered, passed });
    return { name, sids: [...answered] };
  }

  unsentForMs(): number {
    const unsent = [...this.#rows.values()].filter(({ published }) => published === null);
    return Math.max(0, ...unsent.map(({ committedAt }) => this.now() - committedAt));
  }

  mark(
    blocked: readonly Blocked[],
    silent: readonly SilentPoint[],
    heardOf: readonly string[] | null,
  ): Promise<readonly MarkedBlocked[]> {
    const unheardOf = [...this.#polls.keys()]
      .filter((boot) => heardOf !== null && !heardOf.includes(boot))
      .map((boot) => ({ boot, largestGraceMs: 0 }));
    const written: MarkedBlocked[] = [];
    for (const { revocationId } of blocked) {
      const row = this.#rows.get(revocationId)!;
      if (row.blocked || this.#isHeldBack(revocationId, [...silent, ...unheardOf])) continue;
      row.blocked = true;
      written.push({ revocationId, txn: 't', afterMs: 0, points: 1, sub: 'ann', sid: null });
    }
    return Promise.resolve(written);
  }

  overdue(): Promise<readonly Unblocked[]> {
    const found = [...this.#rows]
      .filter(([, row]) => !row.blocked && row.published !== null && row.committedAt < this.now() - 1_000)
      .map(([revocationId, row]) => ({
        revocationId,
        ...row.published!,
        polled: new Set(
          [...this.#polls].filter(([, { passed }]) => passed.has(revocationId)).map(([boot]) => boot),
        ),
      }));
    return Promise.resolve(found);
  }

  polled(): Promise<readonly PolledRevocation[]> {
    const found = [...this.#rows]
      .filter(([, row]) => !row.blocked && row.committedAt < this.now() - COUNTED_OUT_AFTER_MS)
      .map(([revocationId, row]) => ({
        revocationId,
        event: row.published,
        polls: new Map(
          [...this.#polls].map(([boot, { passed, polledAt }]) => [
            boot,
            { passed: passed.has(revocationId), agoMs: this.now() - polledAt },
          ]),
        ),
      }));
    return Promise.resolve(found);
  }

  forgetPolls(): Promise<void> {
    return Promise.resolve();
  }

  #isHeldBack(revocationId: string, silent: readonly SilentPoint[]): boolean {
    return silent.some(({ boot, largestGraceMs }) => {
      const poll = this.#polls.get(boot);
      if (poll === undefined || poll.polledAt <= this.now() - COUNTED_OUT_AFTER_MS - largestGraceMs) {
        return false;
      }
      return !poll.passed.has(revocationId);
    });
  }
}
