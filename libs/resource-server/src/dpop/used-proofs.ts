/** What became of a proof: `first`, used `again`, or there is no room to remember it, so it cannot be told. */
export type ProofUse = 'first' | 'again' | 'full';

export interface UsedProofsOptions {
  /** Proofs remembered at most, over all keys. */
  readonly maxProofs: number;
  /** Of one key at most with nonces of one step, so that one device cannot use up the room of all. */
  readonly maxProofsAKey: number;
}

interface Step {
  readonly proofs: Set<string>;
  readonly ofKey: Map<string, number>;
}

/**
 * Remembers the proofs of this process for as long as their nonce is good (RFC 9449 section 11.1): by the step of
 * the nonce, so that forgetting is dropping a whole step.
 * Invariants: of two uses at once one is first, for taking is one synchronous act; nothing is forgotten while it
 * could be used again, so when it is full it takes no more.
 */
export class UsedProofs {
  readonly #steps = new Map<number, Step>();
  #size = 0;

  constructor(private readonly options: UsedProofsOptions) {}

  /** @param oldestStep steps before it hold no nonce that is good now */
  take(jkt: string, jti: string, nonceStep: number, oldestStep: number): ProofUse {
    this.#forget(oldestStep);
    let step = this.#steps.get(nonceStep);
    if (step === undefined) this.#steps.set(nonceStep, (step = { proofs: new Set(), ofKey: new Map() }));
    // A jti is unique for its key alone; thumbprints are of one length, so no two pairs read the same.
    const proof = jkt + jti;
    if (step.proofs.has(proof)) return 'again';
    const ofKey = step.ofKey.get(jkt) ?? 0;
    if (this.#size >= this.options.maxProofs || ofKey >= this.options.maxProofsAKey) return 'full';
    step.proofs.add(proof);
    step.ofKey.set(jkt, ofKey + 1);
    this.#size++;
    return 'first';
  }

  get size(): number {
    return this.#size;
  }

  #forget(oldestStep: number): void {
    for (const [number, { proofs }] of this.#steps) {
      if (number >= oldestStep) continue;
      this.#steps.delete(number);
      this.#size -= proofs.size;
    }
  }
}
