/**
 * A gateway's verifying thread read the issuer's keys when the first device said hello, and counted that as the
 * rereading that an unknown `kid` may cause once a minute. A key that came within the minute was unknown until its
 * end: every device that renewed by it was refused as often as it came. Now the first reading leaves one more.
 */
import type { JsonWebKey } from 'node:crypto';
import { newKeyPair, RemoteJwks } from '#libs/service-runtime';

it('a key that is changed seconds after it was first read is known at once', async () => {
  const aKey = (kid: string): JsonWebKey => ({
    ...newKeyPair().publicKey.export({ format: 'jwk' }),
    kid,
  });
  let served = [aKey('k1')];
  let reads = 0;
  const read = async (): Promise<unknown> => {
    reads++;
    return { keys: served };
  };
  const jwks = new RemoteJwks('https://issuer.example', { read, now: () => 0 });
  expect(await jwks.keyOf('k1')).not.toBeNull();
  served = [aKey('k2'), ...served];
  expect(await jwks.keyOf('k2')).not.toBeNull();
  for (const kid of ['x', 'y', 'z']) expect(await jwks.keyOf(kid)).toBeNull();
  expect(reads).toBe(2);
});
