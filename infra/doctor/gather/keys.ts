import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { KeyFacts } from '../facts.js';

const NEEDED = ['tls.pem', 'tls.key', 'issuer.jwks.json', 'nonce-secret', 'cookie-keys'];
const SECRET = ['tls.key', 'issuer.jwks.json', 'nonce-secret', 'cookie-keys'];
const FOR_OTHERS = 0o077;

export function gatherKeys(folder: string, caFile: string, issuer: string): KeyFacts {
  const there = (name: string): boolean => existsSync(join(folder, name));
  return {
    folder,
    exists: existsSync(folder),
    missing: NEEDED.filter((name) => !there(name)),
    open: SECRET.filter(there).flatMap((name) => {
      const mode = statSync(join(folder, name)).mode & 0o777;
      return (mode & FOR_OTHERS) === 0 ? [] : [{ name, mode: mode.toString(8) }];
    }),
    certificate: orNull(() => certificate(folder, caFile, new URL(issuer).hostname)),
    issuer,
    issuerKeys: orNull(() => {
      const read = JSON.parse(readFileSync(join(folder, 'issuer.jwks.json'), 'utf8')) as
        unknown[] | { keys: unknown[] };
      return (Array.isArray(read) ? read : read.keys).length;
    }),
  };
}

function certificate(folder: string, caFile: string, host: string): NonNullable<KeyFacts['certificate']> {
  const leaf = new X509Certificate(readFileSync(join(folder, 'tls.pem')));
  const ca = orNull(() => new X509Certificate(readFileSync(caFile)));
  return {
    validFrom: Date.parse(leaf.validFrom),
    validTo: Date.parse(leaf.validTo),
    ofThisCa: ca !== null && leaf.verify(ca.publicKey),
    keyFits:
      orNull(() => leaf.checkPrivateKey(createPrivateKey(readFileSync(join(folder, 'tls.key'))))) === true,
    namesIssuer: (isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) !== undefined,
  };
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
