import { randomUUID } from 'node:crypto';
import type { SessionFacts } from '#libs/revocation-index';
import { devicesAudience, encodeJws } from '#libs/security-event';
import { thumbprintOf } from '#libs/service-runtime';
import type { Stack } from '../../support/stack/a-stack.js';
import type { PublicKey } from './fleet.js';

/** Longer than any section takes: what is measured is not the renewal. */
const LIFE_S = 3_600;

export const jktOf = ({ x, y }: PublicKey): string => thumbprintOf({ kty: 'EC', crv: 'P-256', x, y });

/** An access token (RFC 9068) as the account API of the stack makes it, with the same key. */
export function accessToken(
  { issuer, keys }: Pick<Stack, 'issuer' | 'keys'>,
  { sid, sub, seq, kind, model, appVersion }: SessionFacts,
  jkt: string,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: devicesAudience(issuer),
    iat: now,
    exp: now + LIFE_S,
    jti: randomUUID(),
    client_id: kind,
    scope: 'openid',
    ...{ sub, sid, seq, kind, model, app_version: appVersion },
    cnf: { jkt },
  };
  return encodeJws(
    { alg: 'ES256', typ: 'at+jwt', kid: keys.issuer.kid },
    JSON.stringify(claims),
    keys.issuer.sign,
  );
}
