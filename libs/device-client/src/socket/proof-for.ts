import { signProof, type ProofUse } from '#libs/push-protocol';
import { sha256, type DeviceKey } from '../key.js';
import type { Clock } from '../ports.js';

interface ToProve {
  readonly use: ProofUse;
  readonly accessToken: string;
  readonly nonce: string;
  readonly htu: string;
}

/** Binds the access token to this very connection and to the device's key. */
export async function proofFor(
  { use, accessToken, nonce, htu }: ToProve,
  key: DeviceKey,
  clock: Clock,
): Promise<string> {
  const claims = {
    jti: crypto.randomUUID(),
    iat: Math.floor(clock.now() / 1000),
    nonce,
    ath: await sha256(accessToken),
    use,
    htu,
  };
  return signProof(claims, key.jwk, key.sign);
}
