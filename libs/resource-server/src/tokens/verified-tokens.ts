import { SignoffError } from '#libs/errors';
import {
  decodeJws,
  JwsError,
  readAccessToken,
  type AccessToken,
  type Jws,
  type Verify,
} from '#libs/security-event';

export interface VerifiedToken {
  readonly token: AccessToken;
  /** The key it is bound to, as proofs name it, and imported, which costs as much as a verification. */
  bound: { readonly x: string; readonly y: string; readonly verify: Verify } | null;
}

export interface TokenOptions {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer's key of that `kid`, null when it has none; rejects when that cannot be found out. */
  readonly keyOf: (kid: string) => Promise<Verify | null> | Verify | null;
  /** Tokens remembered at most; the oldest give way. */
  readonly maxTokens: number;
}

/**
 * Tokens whose signature was found good, by `ath`: the hash covers the whole token, signature included, so a token
 * costs one verification in its life, not one a request. Only good ones are kept; `exp` is the caller's to judge at
 * each use.
 */
export class VerifiedTokens {
  readonly #known = new Map<string, VerifiedToken>();

  constructor(private readonly options: TokenOptions) {}

  known(ath: string): VerifiedToken | undefined {
    return this.#known.get(ath);
  }

  /** Throws SignoffError `token_invalid`, or `not_fresh` when the issuer's keys are out of reach: no word about it. */
  async verify(text: string, ath: string): Promise<VerifiedToken> {
    const { issuer, audience, keyOf } = this.options;
    const jws = decoded(text);
    const token = readAccessToken(jws, issuer, audience);
    const { kid } = jws.header;
    if (token === null || typeof kid !== 'string') throw new SignoffError('token_invalid');
    let verify: Verify | null;
    try {
      verify = await keyOf(kid);
    } catch (cause) {
      throw new SignoffError('not_fresh', 'the issuer’s keys cannot be read now', { cause, retryAfterS: 1 });
    }
    if (verify === null || !(await verify(jws.signingInput, jws.signature)))
      throw new SignoffError('token_invalid');
    const verified: VerifiedToken = { token, bound: null };
    this.#keep(ath, verified);
    return verified;
  }

  forget(ath: string): void {
    this.#known.delete(ath);
  }

  get size(): number {
    return this.#known.size;
  }

  #keep(ath: string, verified: VerifiedToken): void {
    if (this.#known.size >= this.options.maxTokens) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.set(ath, verified);
  }
}

function decoded(text: string): Jws {
  try {
    return decodeJws(text);
  } catch (cause) {
    if (cause instanceof JwsError) throw new SignoffError('token_invalid', undefined, { cause });
    throw cause;
  }
}
