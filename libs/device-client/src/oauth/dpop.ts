import type { DeviceKey } from '../key.js';
import type { Clock, Http, HttpResponse } from '../ports.js';
import { dpopProof } from './dpop-proof.js';

/** A server may rotate its nonce between two requests; twice in a row it is not a rotation any more. */
const NONCE_RETRIES = 2;

/**
 * Posts forms with a proof of possession (RFC 9449). Keeps the newest nonce of each origin and answers
 * `use_dpop_nonce` itself, so callers never see it.
 * Invariants: every request, a repeat included, carries a fresh proof.
 */
export class DpopHttp {
  readonly #nonces = new Map<string, string>();

  constructor(
    private readonly http: Http,
    private readonly key: DeviceKey,
    private readonly clock: Clock,
  ) {}

  async post(url: string, form: Readonly<Record<string, string>>): Promise<HttpResponse> {
    const body = new URLSearchParams(form).toString();
    const { origin } = new URL(url);
    for (let retries = 0; ; retries++) {
      const response = await this.http({
        method: 'POST',
        url,
        headers: {
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
          dpop: await dpopProof(
            { method: 'POST', url, nonce: this.#nonces.get(origin) },
            this.key,
            this.clock,
          ),
        },
        body,
      });
      const nonce = response.header('DPoP-Nonce');
      if (nonce !== null) this.#nonces.set(origin, nonce);
      if (nonce === null || retries === NONCE_RETRIES || !asksForNonce(response)) return response;
    }
  }
}

const asksForNonce = ({ status, body }: HttpResponse): boolean =>
  (status === 400 || status === 401) && jsonObject(body)['error'] === 'use_dpop_nonce';

/** An empty object for whatever is no JSON object: a proxy's error page is not an answer. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
