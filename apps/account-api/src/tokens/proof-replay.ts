/** Remembers DPoP proofs as long as their nonce may live (RFC 9449 section 11.1), for all instances together. */
export interface ProofReplay {
  /** True the first time, false for every repeat. Atomic: of two at once, on any instances, one is first. */
  unique(thumbprint: string, jti: string): Promise<boolean>;
}
