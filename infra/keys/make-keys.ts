import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CannotStart } from '../cannot-start.js';
import { localCertificates } from './authority.js';

/** What the servers of one installation share. All instances are given the same folder. */
const FILES = ['ca.pem', 'tls.pem', 'tls.key', 'issuer.jwks.json', 'nonce-secret', 'cookie-keys'] as const;

/**
 * Makes the keys of an installation once, for this user's eyes only. The folder appears whole or not at all, and
 * is never written again: new keys would end every session. Returns whether it made them.
 * Errors: CannotStart when a file is missing.
 */
export async function makeKeysOnce(folder: string): Promise<boolean> {
  const target = resolve(folder);
  if (existsSync(target)) {
    const missing = FILES.filter((name) => !existsSync(join(target, name)));
    if (missing.length === 0) return false;
    throw new CannotStart(
      `${folder} lacks ${missing.join(', ')}. Put it back from a copy, or begin anew: npm run reset`,
    );
  }
  const next = `${target}.${process.pid}`;
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true, mode: 0o700 });
  try {
    const texts = await newKeys();
    for (const name of FILES) writeDurably(join(next, name), texts[name]);
    renameSync(next, target);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
  return true;
}

async function newKeys(): Promise<Readonly<Record<(typeof FILES)[number], string>>> {
  const { ca, cert, key } = await localCertificates();
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const issuer = privateKey.export({ format: 'jwk' });
  return {
    'ca.pem': ca,
    'tls.pem': cert,
    'tls.key': key,
    'issuer.jwks.json': JSON.stringify({
      keys: [{ ...issuer, kid: randomUUID(), alg: 'ES256', use: 'sig' }],
    }),
    'nonce-secret': `${randomBytes(32).toString('base64url')}\n`,
    'cookie-keys': `${randomBytes(32).toString('base64url')}\n`,
  };
}

/** A power cut after the rename must not leave a key that was used and is empty. */
function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
