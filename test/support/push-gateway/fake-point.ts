import { randomUUID } from 'node:crypto';
import type { EnforcementFigures, HeardRevocation, Judgement } from '#libs/enforcement';
import { RevocationIndex, type Predicate, type SessionFacts } from '#libs/revocation-index';
import type {
  EnforcementPoint,
  OpenPoint,
} from '../../../apps/push-gateway/src/enforcement/enforcement-point.js';

type Hooks = Parameters<OpenPoint>[0];

/** Enforcement without a stream: an index, and revocations that arrive when the spec says so. */
export class FakePoint implements EnforcementPoint {
  readonly boot = randomUUID();
  fresh = true;
  stopped = false;
  /** What the point would count. */
  figures: Omit<EnforcementFigures, 'fresh' | 'held'> = {
    polls: 0,
    failedPolls: 0,
    gaps: 0,
    servedUnderGrace: 0,
    refusedNotFresh: 0,
  };
  /** How far the source's clock is ahead of this machine's. */
  aheadMs = 0;
  /** What the gateway asks; a spec may put a gate, or a mutant, here. */
  check: (facts: SessionFacts) => Judgement | Promise<Judgement> = (facts) => this.byIndex(facts);
  #index = new RevocationIndex();
  #hooks: Hooks | null = null;

  readonly open: OpenPoint = (hooks) => {
    this.#hooks = hooks;
    return this;
  };

  start(): Promise<void> {
    return Promise.resolve();
  }

  get sourceTimeMs(): number {
    return Date.now() + this.aheadMs;
  }

  get state(): EnforcementFigures {
    return { ...this.figures, fresh: this.fresh, held: this.#index.counts };
  }

  isFresh(): boolean {
    return this.fresh;
  }

  covers(facts: SessionFacts): boolean {
    return this.#index.revokes(facts);
  }

  judge(facts: SessionFacts): Judgement | Promise<Judgement> {
    return this.check(facts);
  }

  byIndex(facts: SessionFacts): Judgement {
    if (!this.fresh) return 'not-fresh';
    return this.covers(facts) ? 'revoked' : 'good';
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }

  /** A revocation is read: index first, then what is in flight. Resolves once it may be reported as applied. */
  async revoke(
    predicate: Predicate,
    options: { readonly receiptWindowMs?: number; readonly set?: string; readonly jti?: string } = {},
  ): Promise<HeardRevocation> {
    const { receiptWindowMs = 0, set = `set-${randomUUID()}`, jti = randomUUID() } = options;
    this.#index.add(predicate, Infinity);
    const heard: HeardRevocation = {
      set,
      txn: jti,
      partition: 0,
      offset: 0n,
      event: {
        jti,
        txn: jti,
        issuer: 'https://issuer.test',
        sub: null,
        predicate,
        initiatingEntity: 'user',
        revokedAt: Date.now(),
        receiptWindowMs,
      },
    };
    await this.#hooks?.onRevoked(heard);
    return heard;
  }

  /** An operator ended the telling of that revocation. */
  stopTelling(revocationJti: string): void {
    const jti = randomUUID();
    this.#hooks?.onTellingStopped?.({
      ...{ jti, txn: jti, revocationJti },
      issuer: 'https://issuer.test',
      stoppedAt: Date.now(),
    });
  }

  /** The index was replaced by a snapshot that knows of these. */
  async reread(...predicates: readonly Predicate[]): Promise<void> {
    for (const predicate of predicates) this.#index.add(predicate, Infinity);
    await this.#hooks?.onReread();
  }
}
