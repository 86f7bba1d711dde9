import { encodeJws } from '#libs/security-event';
import { sha256, type DeviceKey } from '../key.js';
import type { Clock } from '../ports.js';

export interface ToProve {
  readonly method: string;
  readonly url: string;
  /** The newest one of that origin, if it gave any. */
  readonly nonce: string | undefined;
  /** Presented beside the proof; absent where a request carries no token. */
  readonly accessToken?: string;
}

/** One proof of possession for one request (RFC 9449 section 4.2). */
export async function dpopProof(
  { method, url, nonce, accessToken }: ToProve,
  key: DeviceKey,
  clock: Clock,
): Promise<string> {
  const { origin, pathname } = new URL(url);
  const claims = {
    jti: crypto.randomUUID(),
    htm: method,
    htu: origin + pathname, // Without query and fragment.
    iat: Math.floor(clock.now() / 1000),
    ...(nonce === undefined ? {} : { nonce }),
    ...(accessToken === undefined ? {} : { ath: await sha256(accessToken) }),
  };
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk };
  return encodeJws(header, JSON.stringify(claims), key.sign);
}
