import { encodeJws, signSecurityEvent, type Verify } from '#libs/security-event';
import { nodeVerifier } from '#libs/service-runtime/node';
import { toyKey } from '../virtual/toy-es256.js';

export const ISSUER = 'https://signoff.test';
export const PUSH_URL = 'wss://push.signoff.test/devices';
export const SERVICE_ORIGIN = 'https://play.signoff.test';
export const TOPIC_PREFIX = 'sim.';
export const KID = 'k1';

const key = toyKey('the issuer');
export const JWKS = { keys: [{ ...key.jwk, kid: KID, alg: 'ES256', use: 'sig' }] };

export const signEvent = (payload: string): Promise<string> => signSecurityEvent(payload, KID, key.sign);

/** RFC 9068. */
export const signAccessToken = (claims: object): Promise<string> =>
  encodeJws({ alg: 'ES256', typ: 'at+jwt', kid: KID }, JSON.stringify(claims), key.sign);

/** The issuer's keys as one server reads them: now and then they are out of reach. */
export class KeysRead {
  isAway = false;
  readonly #verify = nodeVerifier(key.jwk);

  readonly keyOf = (kid: string): Promise<Verify | null> => {
    if (this.isAway) return Promise.reject(new Error('the issuer’s keys cannot be read now'));
    return Promise.resolve(kid === KID ? this.#verify : null);
  };
}
