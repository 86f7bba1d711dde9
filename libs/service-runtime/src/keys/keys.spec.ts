import { generateKeyPair, type JsonWebKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { encodeJws, type Verify } from '#libs/security-event';
import { loadIssuerKeys, newKeyPair, nodeSigner, nodeVerifier, RemoteJwks, thumbprintOf } from '../index.js';

const newKey = (kid: string): JsonWebKey => ({
  ...newKeyPair().privateKey.export({ format: 'jwk' }),
  kid,
});

describe('the issuer’s keys', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'keys-'));
    await writeFile(join(dir, 'issuer.jwks.json'), JSON.stringify([newKey('now'), newKey('before')]));
    await writeFile(join(dir, 'nonce-secret'), `${Buffer.alloc(32, 7).toString('base64url')}\n`);
    await writeFile(join(dir, 'cookie-keys'), 'one\ntwo\n');
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('the first one signs, all are served, and no private part is among what is served', async () => {
    const keys = await loadIssuerKeys(dir);
    expect([keys.current.kid, keys.all.map(({ kid }) => kid)]).toEqual(['now', ['now', 'before']]);
    expect(keys.jwks.keys.map((jwk) => Object.keys(jwk).toSorted())).toEqual(
      Array.from({ length: 2 }, () => ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']),
    );
    expect([keys.nonceSecret, keys.cookieKeys]).toEqual([Buffer.alloc(32, 7), ['one', 'two']]);
  });

  it('are read the same from a JWK set, and the secret from its bare octets', async () => {
    const list = await loadIssuerKeys(dir);
    const keys = list.all.map(({ privateJwk }) => privateJwk);
    await writeFile(join(dir, 'issuer.jwks.json'), JSON.stringify({ keys }));
    await writeFile(join(dir, 'nonce-secret'), Buffer.alloc(32, 7));
    const set = await loadIssuerKeys(dir);
    expect([set.jwks, set.nonceSecret]).toEqual([list.jwks, list.nonceSecret]);
  });

  it('another implementation verifies what they sign', async () => {
    const { current } = await loadIssuerKeys(dir);
    const jws = await encodeJws(
      { alg: 'ES256', kid: current.kid },
      '{"a":1}',
      nodeSigner(current.privateKey),
    );
    const verified = await compactVerify(jws, await importJWK({ ...current.publicJwk } as never, 'ES256'));
    expect(new TextDecoder().decode(verified.payload)).toBe('{"a":1}');
  });

  it.each([
    ['issuer.jwks.json', '[]'],
    ['issuer.jwks.json', 'SECRET{'],
    ['issuer.jwks.json', 'null'],
    ['issuer.jwks.json', '[null]'],
    ['issuer.jwks.json', '[{"kty":"RSA"}]'],
    ['nonce-secret', 'SECRET'],
    ['cookie-keys', '\n'],
  ])(
    'a wrong %s stops the start with a message that names the file and not what is in it',
    async (name, text) => {
      await writeFile(join(dir, name), text);
      const error: Error = await loadIssuerKeys(dir).then(
        () => new Error('it started'),
        (thrown: unknown) => thrown as Error,
      );
      expect(String(error)).toContain(join(dir, name));
      expect(JSON.stringify(error) + String(error)).not.toContain('SECRET');
    },
  );

  it('a missing store stops the start with a message that says which setting to look at', async () => {
    await expect(loadIssuerKeys(join(dir, 'nowhere'))).rejects.toThrow('SIGNOFF_KEYS_DIR');
  });
});

describe('signatures by node:crypto', () => {
  it('hold for what was signed, by that key, and nothing else', async () => {
    const { privateKey, publicKey } = newKeyPair();
    const input = Buffer.from('input');
    const signature = await nodeSigner(privateKey)(input);
    const verify = nodeVerifier(publicKey);
    expect(signature).toHaveLength(64);
    expect(verify(input, signature)).toBe(true);
    expect(verify(Buffer.from('other'), signature)).toBe(false);
    expect(verify(input, signature.subarray(1))).toBe(false);
    expect(nodeVerifier(newKey('k'))(input, signature)).toBe(false);
  });

  it('are not checked with a key of another curve', async () => {
    const { publicKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-384' });
    expect(() => nodeVerifier(publicKey.export({ format: 'jwk' }))).toThrow('P-256');
  });

  it('name a key as RFC 7638 does, whatever else its JWK holds', async () => {
    const jwk = newKey('k');
    expect(thumbprintOf(jwk)).toBe(await calculateJwkThumbprint(jwk as never));
  });
});

describe('the issuer’s keys, read from afar', () => {
  let served: JsonWebKey[];
  let reads: number;
  let now: number;
  let failing: Error | null;
  let jwks: RemoteJwks;
  beforeEach(() => {
    served = [newKey('a')];
    reads = 0;
    now = 0;
    failing = null;
    const read = async (): Promise<unknown> => {
      reads++;
      if (failing !== null) throw failing;
      return { keys: served };
    };
    jwks = new RemoteJwks('https://issuer.example', { read, now: () => now });
  });
  const known = (verify: Verify | null): boolean => verify !== null;

  it('are read once for all who ask', async () => {
    await jwks.load();
    const found = await Promise.all(['a', 'a', 'a'].map((kid) => jwks.keyOf(kid)));
    expect([found.every(known), reads]).toEqual([true, 1]);
  });

  it('are read again at once for a kid that came with a new key', async () => {
    await jwks.load();
    served = [newKey('b'), ...served];
    expect(known(await jwks.keyOf('b'))).toBe(true);
  });

  it('are read again at most once a minute, however many unknown kids come', async () => {
    await jwks.load();
    for (let i = 0; i < 100; i++) expect(await jwks.keyOf(`forged-${i}`)).toBeNull();
    expect(reads).toBe(2);
    now += 60_000;
    await Promise.all(Array.from({ length: 100 }, (_, i) => jwks.keyOf(`forged-${i}`)));
    expect(reads).toBe(3);
  });

  it('are not said to lack a kid when they could not be read, and are tried again after a second', async () => {
    failing = new Error('unreachable');
    await expect(jwks.keyOf('a')).rejects.toBe(failing);
    await expect(jwks.keyOf('a')).rejects.toBe(failing);
    expect(reads).toBe(1);
    failing = null;
    now += 1_000;
    expect(known(await jwks.keyOf('a'))).toBe(true);
  });

  it('stay good for those who know them while the issuer is away', async () => {
    await jwks.load();
    failing = new Error('unreachable');
    await expect(jwks.keyOf('b')).rejects.toBe(failing);
    expect(known(await jwks.keyOf('a'))).toBe(true);
  });

  it('forget a key the issuer has taken back, once they are read again', async () => {
    await jwks.load();
    served = [newKey('b')];
    await jwks.keyOf('b');
    now += 60_000;
    expect(await jwks.keyOf('a')).toBeNull();
  });
});
