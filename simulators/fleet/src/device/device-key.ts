import { generateKeyPair, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { thumbprint, type DeviceKey, type PublicJwk } from '#libs/device-client';

const newPair = promisify(generateKeyPair);

/** A device's key in this process's memory. Node's own signer: a quarter of the time of the page's (27 us). */
export async function newDeviceKey(): Promise<DeviceKey> {
  const { publicKey, privateKey: key } = await newPair('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' }) as unknown as PublicJwk;
  const jwk: PublicJwk = { kty: 'EC', crv: 'P-256', x, y };
  return {
    jwk,
    jkt: await thumbprint(jwk),
    sign: async (input) => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' }),
  };
}
