import type { DeviceKey } from '../key.js';
import { dpopProof } from '../oauth/dpop-proof.js';
import type { Clock, Fetch, FetchInit } from '../ports.js';

/** There is no session to ask with, or the issuer has just said that it is over. */
export class NotLinked extends Error {
  override readonly name = 'NotLinked';
}

interface Parts {
  readonly key: DeviceKey;
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** @param fresh asks the issuer: a resource server would not take the one in hand */
  readonly accessToken: (fresh: boolean) => Promise<string>;
}

/** A server may rotate its nonce between two requests; twice in a row it is not a rotation any more. */
const NONCE_RETRIES = 2;

/**
 * Requests to resource servers, with the access token and a proof of possession (RFC 9449 section 7).
 * Invariants: every request, a repeat included, carries a fresh proof; a token that was refused is renewed
 * once, and what the second one is answered is the caller's; a redirect, which could lead them elsewhere, fails.
 */
export class ResourceFetch {
  readonly #nonces = new Map<string, string>();

  constructor(private readonly parts: Parts) {}

  async fetch(url: string, init: FetchInit = {}): Promise<Response> {
    let renewed = false;
    for (let nonceRetries = 0; ;) {
      const response = await this.#send(url, init, renewed);
      const wants = refusal(response);
      if (wants === 'nonce' && nonceRetries < NONCE_RETRIES) nonceRetries += 1;
      else if (wants === 'token' && !renewed) renewed = true;
      else return response;
      // Read or not, an answer nobody takes would hold its connection.
      await response.body?.cancel();
    }
  }

  async #send(url: string, init: FetchInit, fresh: boolean): Promise<Response> {
    const { key, clock, fetch } = this.parts;
    const { origin } = new URL(url);
    const { method = 'GET', headers = {} } = init;
    const accessToken = await this.parts.accessToken(fresh);
    const nonce = this.#nonces.get(origin);
    const dpop = await dpopProof({ method, url, nonce, accessToken }, key, clock);
    const response = await fetch(url, {
      ...init,
      headers: { ...headers, authorization: `DPoP ${accessToken}`, dpop },
      ...FIXED,
    });
    const next = response.headers.get('DPoP-Nonce');
    if (next !== null) this.#nonces.set(origin, next);
    return response;
  }
}

/** Nothing of the platform's own is added, kept or followed. */
const FIXED = {
  redirect: 'error',
  credentials: 'omit',
  cache: 'no-store',
  referrerPolicy: 'no-referrer',
} as const;

/** RFC 9449 section 7.1 and 9: what the server wants instead, if it is something we can give. */
function refusal(response: Response): 'nonce' | 'token' | null {
  if (response.status !== 401) return null;
  const challenge = response.headers.get('WWW-Authenticate') ?? '';
  if (challenge.includes('use_dpop_nonce')) return 'nonce';
  return challenge.includes('invalid_token') ? 'token' : null;
}
