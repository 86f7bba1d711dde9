import { createHash, randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { encodeJws, type Sign } from '#libs/security-event';
import { newKeyPair, nodeSigner, thumbprintOf } from '#libs/service-runtime';

export const ORIGIN = 'http://localhost:7082';
export const PATH = '/streams/5a0f1c52-4c51-4b9e-8f8e-0d6a1f3c7a10/12.ts';

export interface Presented {
  readonly accessToken: string;
  readonly proof: string;
}

export interface BenchDevice {
  readonly sid: string;
  readonly accessToken: string;
  proofs(count: number, nonce: string): Promise<readonly string[]>;
}

/** A session with its token, whose proofs are signed ahead: what a device computes is not the server's cost. */
export async function aBenchDevice(issuer: string, kid: string, sign: Sign): Promise<BenchDevice> {
  const { publicKey, privateKey } = newKeyPair();
  const jwk = publicKey.export({ format: 'jwk' });
  const own = nodeSigner(privateKey);
  const sid = randomUUID();
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: `${issuer}/devices`,
    iat: now,
    exp: now + 600,
    jti: randomUUID(),
    client_id: 'tv',
    sub: randomUUID(),
    ...{ sid, seq: 7, kind: 'tv', model: 'Aurora 55', app_version: '4.2.1' },
    cnf: { jkt: thumbprintOf(jwk) },
  };
  const accessToken = await encodeJws({ alg: 'ES256', typ: 'at+jwt', kid }, JSON.stringify(claims), sign);
  const ath = createHash('sha256').update(accessToken).digest('base64url');
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk };
  return {
    sid,
    accessToken,
    proofs: (count, nonce) =>
      Promise.all(
        Array.from({ length: count }, () =>
          encodeJws(
            header,
            JSON.stringify({ jti: randomUUID(), htm: 'GET', htu: ORIGIN + PATH, iat: now, ath, nonce }),
            own,
          ),
        ),
      ),
  };
}

/** A request and its response as Node makes them for a route, on a connection that goes nowhere. */
export function aRequest({ accessToken, proof }: Presented): {
  request: IncomingMessage;
  response: ServerResponse;
} {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  request.url = PATH;
  request.headers = { host: new URL(ORIGIN).host, authorization: `DPoP ${accessToken}`, dpop: proof };
  return { request, response: new ServerResponse(request) };
}
