import { createPrivateKey, randomBytes, sign as signWith } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKeyPair } from '#libs/service-runtime';
import type { Sign } from '#libs/security-event';
import { anAuthority } from '../../../libs/device-client/src/testing/an-authority.js';

/** What all processes of one installation share, as `npm start` makes it. */
export interface KeysFolder {
  readonly folder: string;
  readonly ca: string;
  readonly caFile: string;
  /** The issuer's own key, for tests that must sign what the issuer would never sign. */
  readonly issuer: { readonly kid: string; readonly sign: Sign };
  remove(): Promise<void>;
}

const KID = 'k1';

export async function aKeysFolder(): Promise<KeysFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'signoff-keys-'));
  const { ca, cert, key } = await anAuthority();
  const { privateKey } = newKeyPair();
  const jwk = privateKey.export({ format: 'jwk' });
  const files = {
    'ca.pem': ca,
    'tls.pem': cert,
    'tls.key': key,
    'issuer.jwks.json': JSON.stringify({ keys: [{ ...jwk, kid: KID, alg: 'ES256', use: 'sig' }] }),
    'nonce-secret': randomBytes(32).toString('base64url'),
    'cookie-keys': `${randomBytes(16).toString('hex')}\n`,
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  return {
    folder,
    ca,
    caFile: join(folder, 'ca.pem'),
    issuer: { kid: KID, sign: es256(createPrivateKey({ key: jwk, format: 'jwk' })) },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Another key than the issuer's, for forgeries. */
export const aForeignSign = (): Sign => es256(newKeyPair().privateKey);

const es256 =
  (key: ReturnType<typeof createPrivateKey>): Sign =>
  async (input) =>
    signWith('sha256', input, { key, dsaEncoding: 'ieee-p1363' });
