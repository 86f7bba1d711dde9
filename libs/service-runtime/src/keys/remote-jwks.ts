import type { JsonWebKey } from 'node:crypto';
import type { Verify } from '#libs/security-event';
import { fetchJson } from './fetch-json.js';
import { nodeVerifier } from './node-signatures.js';

const REFETCH_AFTER_MS = 60_000;
const RETRY_AFTER_MS = 1_000;

/**
 * The issuer's public keys, read from `<issuer>/jwks` over TLS. Pins the issuer (origin and CA), not a key.
 * An unknown `kid` fetches at once, and then at most once a minute, whoever sends how many; askers at the same
 * time share one fetch. A failed fetch rejects (that is no word about the kid) and is tried again after 1 s.
 */
export class RemoteJwks {
  #keys: ReadonlyMap<string, Verify> = new Map();
  #fetching: Promise<void> | null = null;
  #refetchedAt = -Infinity;
  #failure: { readonly at: number; readonly error: unknown } | null = null;

  readonly #read: () => Promise<unknown>;
  readonly #now: () => number;

  /** @param options.ca PEM of the CA the issuer's certificate must descend from; the system's if left out */
  constructor(
    issuer: string,
    options: {
      readonly ca?: string | Buffer;
      readonly read?: () => Promise<unknown>;
      /** Monotonic, in ms. */
      readonly now?: () => number;
    } = {},
  ) {
    this.#read = options.read ?? (() => fetchJson(`${issuer}/jwks`, options.ca));
    this.#now = options.now ?? (() => performance.now());
  }

  /** Fetches the keys before the first one is asked for. */
  load(): Promise<void> {
    return this.#fetch();
  }

  /** Null when the issuer has no such key. Rejects when that could not be found out. */
  async keyOf(kid: string): Promise<Verify | null> {
    const known = this.#keys.get(kid);
    if (known !== undefined) return known;
    if (this.#fetching !== null) {
      // It may have begun before the kid existed, so when it does not have it, that is no last word.
      await this.#fetching;
      const found = this.#keys.get(kid);
      if (found !== undefined) return found;
    }
    if (this.#now() - this.#refetchedAt < REFETCH_AFTER_MS) return null;
    if (this.#failure !== null && this.#now() - this.#failure.at < RETRY_AFTER_MS) throw this.#failure.error;
    const isFirst = this.#keys.size === 0;
    this.#refetchedAt = this.#now();
    await this.#fetch();
    const found = this.#keys.get(kid);
    // The first reading is none again: a key that comes within the minute must not be unknown until its end.
    if (isFirst && found !== undefined) this.#refetchedAt = -Infinity;
    return found ?? null;
  }

  #fetch(): Promise<void> {
    return (this.#fetching ??= this.#readKeys().finally(() => (this.#fetching = null)));
  }

  async #readKeys(): Promise<void> {
    try {
      const { keys } = (await this.#read()) as { keys?: unknown };
      if (!Array.isArray(keys)) throw new Error('The issuer’s JWKS has no keys');
      this.#keys = new Map(
        (keys as JsonWebKey[]).filter(isOurs).map((jwk) => [jwk['kid'] as string, nodeVerifier(jwk)]),
      );
      this.#failure = null;
    } catch (error) {
      this.#failure = { at: this.#now(), error };
      this.#refetchedAt = -Infinity;
      throw error;
    }
  }
}

/** A key set may hold keys of other kinds for other readers; they are not ours to judge. */
const isOurs = ({ kty, crv, kid }: JsonWebKey): boolean =>
  kty === 'EC' && crv === 'P-256' && typeof kid === 'string';
