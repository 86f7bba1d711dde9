import type { VerifiedToken } from '../hub/connection.js';

/**
 * Tokens whose signature was found good, by `ath`: the hash covers the whole token, signature included, so the same
 * token needs no second verification when ten thousand devices come back at once. The oldest give way.
 */
export class KnownTokens {
  readonly #tokens = new Map<string, VerifiedToken>();

  constructor(private readonly max: number) {}

  get(ath: string): VerifiedToken | undefined {
    return this.#tokens.get(ath);
  }

  add(ath: string, token: VerifiedToken): void {
    if (this.#tokens.size >= this.max) {
      const [oldest] = this.#tokens.keys();
      if (oldest !== undefined) this.#tokens.delete(oldest);
    }
    this.#tokens.set(ath, token);
  }

  get size(): number {
    return this.#tokens.size;
  }
}
