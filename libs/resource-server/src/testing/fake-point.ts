import type { Judgement, NotFresh } from '#libs/enforcement';
import { RevocationIndex, type Predicate, type SessionFacts } from '#libs/revocation-index';
import type { EnforcementPoint } from '../guard/guard.js';
import type { InFlight } from '../in-flight/in-flight.js';

/** Enforcement without a stream: an index, and revocations that arrive when the spec says so. */
export class FakePoint implements EnforcementPoint {
  why: NotFresh | null = null;
  /** What the guard asks; a spec may put a gate here. */
  check: (facts: SessionFacts, graceMs: number) => Judgement | Promise<Judgement> = (facts) =>
    this.byIndex(facts);
  readonly #index = new RevocationIndex();

  constructor(
    private readonly inFlight: Pick<InFlight, 'endCovered'>,
    private readonly now: () => number,
  ) {}

  get sourceTimeMs(): number {
    return this.now();
  }

  get state(): { readonly why: NotFresh | null } {
    return { why: this.why };
  }

  isFresh(): boolean {
    return this.why === null;
  }

  covers(facts: SessionFacts): boolean {
    return this.#index.revokes(facts);
  }

  judge(facts: SessionFacts, graceMs = 0): Judgement | Promise<Judgement> {
    return this.check(facts, graceMs);
  }

  byIndex(facts: SessionFacts): Judgement {
    if (this.covers(facts)) return 'revoked';
    return this.why === null ? 'good' : 'not-fresh';
  }

  /** A revocation is read: index first, then what is in flight. Resolves once it may be reported as applied. */
  async revoke(predicate: Predicate): Promise<void> {
    this.#index.add(predicate, Infinity);
    await this.inFlight.endCovered(predicate);
  }
}
