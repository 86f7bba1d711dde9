import { fromBase64url, type Verify } from '#libs/security-event';
import type { Clock, Http } from '../ports.js';
import { jsonObject } from './dpop.js';
import type { FindEndpoints } from './endpoints.js';
import { Unavailable } from './unavailable.js';

/** A forged event with an invented `kid` must not make a device ask again and again. */
const REFETCH_MS = 60_000;

/** The key may be newer than the set in hand, which may not be fetched again yet. */
export class UnknownKeyForNow extends Unavailable {
  constructor() {
    super('the key is not known, and the keys were fetched just now');
  }
}

/**
 * The issuer's public keys, over TLS from the pinned issuer; refetched on an unknown `kid`, at most once a
 * minute. Throws Unavailable when they cannot be had and none of that `kid` is in hand.
 */
export class IssuerKeys {
  #keys = new Map<string, Verify>();
  #fetchedAt: number | null = null;
  #fetching: Promise<void> | null = null;

  constructor(
    private readonly http: Http,
    private readonly endpoints: FindEndpoints,
    private readonly clock: Clock,
  ) {}

  /** Null when the issuer has no such key; UnknownKeyForNow when it cannot be asked again so soon. */
  async keyOf(kid: string): Promise<Verify | null> {
    const inHand = this.#keys.get(kid);
    if (inHand !== undefined) return inHand;
    if (!this.#mayFetch()) throw new UnknownKeyForNow();
    await this.fetch();
    return this.#keys.get(kid) ?? null;
  }

  /** Fetches ahead, so that a sign-out need not wait for it. */
  async fetch(): Promise<void> {
    this.#fetching ??= this.#load().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  get inHand(): boolean {
    return this.#keys.size > 0;
  }

  #mayFetch(): boolean {
    return this.#fetchedAt === null || this.clock.monotonic() - this.#fetchedAt >= REFETCH_MS;
  }

  async #load(): Promise<void> {
    const { jwks } = await this.endpoints();
    const response = await this.http({ method: 'GET', url: jwks }).catch(Unavailable.from);
    const { keys } = jsonObject(response.body);
    if (response.status !== 200 || !Array.isArray(keys)) throw new Unavailable('no key set');
    const loaded = new Map<string, Verify>();
    for (const jwk of keys as (JsonWebKey & { kid?: unknown })[]) {
      const verify = await verifierOf(jwk);
      if (typeof jwk.kid === 'string' && verify !== null) loaded.set(jwk.kid, verify);
    }
    this.#keys = loaded;
    this.#fetchedAt = this.clock.monotonic();
  }
}

const ECDSA = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Null for a key of another kind, which may stand beside ours in the set. */
export async function verifierOf(jwk: JsonWebKey): Promise<Verify | null> {
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || typeof jwk.x !== 'string' || typeof jwk.y !== 'string')
    return null;
  if (fromBase64url(jwk.x) === null || fromBase64url(jwk.y) === null) return null;
  const { kty, crv, x, y } = jwk;
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await crypto.subtle
    .importKey('jwk', { kty, crv, x, y }, curve, false, ['verify'])
    .catch(() => null);
  if (key === null) return null;
  return (input, signature) =>
    crypto.subtle.verify(ECDSA, key, signature as Uint8Array<ArrayBuffer>, input as Uint8Array<ArrayBuffer>);
}
