import fc from 'fast-check';
import type { Predicate } from '#libs/revocation-index';
import {
  eventHash,
  JwsError,
  parseReceipt,
  securityEventClaims,
  signReceipt,
  signSecurityEvent,
  verifySecurityEvent,
  WIPED,
  type ReceiptClaims,
  type SecurityEvent,
  type Sign,
  type Verify,
} from './index.js';

const ISSUER = 'https://issuer.test';
const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const;
const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \0é';

interface Key {
  readonly sign: Sign;
  readonly verify: Verify;
  readonly jwk: object;
}

async function aKey(): Promise<Key> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const bytes = (one: Uint8Array): Uint8Array<ArrayBuffer> => one as Uint8Array<ArrayBuffer>;
  return {
    sign: async (input) => new Uint8Array(await crypto.subtle.sign(ES256, pair.privateKey, bytes(input))),
    verify: (input, signature) => crypto.subtle.verify(ES256, pair.publicKey, bytes(signature), bytes(input)),
    jwk: { kty, crv, x, y },
  };
}

const id = fc.uuid();
const cutoff = fc.maxSafeInteger().map(Math.abs);
const predicate = fc.oneof(
  fc.record({ type: fc.constant('session' as const), sid: id }),
  fc.record({ type: fc.constant('account' as const), sub: id, cutoff }),
  fc.record({ type: fc.constant('account' as const), sub: id, cutoff, exceptSid: id }),
  fc.record({ type: fc.constant('class' as const), cutoff, models: fc.constant(['Aurora 55', 'Äther „9“']) }),
) as fc.Arbitrary<Predicate>;
const event: fc.Arbitrary<SecurityEvent> = fc.record({
  jti: id,
  txn: id,
  issuer: fc.constant(ISSUER),
  sub: fc.option(id),
  predicate,
  initiatingEntity: fc.constantFrom('user', 'admin', 'policy', 'system'),
  revokedAt: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  receiptWindowMs: fc.nat({ max: 3_600_000 }),
});
const receiptClaims: fc.Arbitrary<ReceiptClaims> = fc.record({
  jti: id,
  aud: fc.constant(ISSUER),
  iat: fc.nat(),
  sid: id,
  event_jti: id,
  event_hash: fc.stringMatching(/^[A-Za-z0-9_-]{43}$/),
  wiped: fc.subarray([...WIPED]),
});
/** What one changed, lost or added character makes of a text, at each of its places. */
function* changesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    const other = CHARACTERS[(CHARACTERS.indexOf(text[at]!) + 1 + (at % 64)) % CHARACTERS.length]!;
    if (other !== text[at]) yield text.slice(0, at) + other + text.slice(at + 1);
    yield text.slice(0, at) + text.slice(at + 1);
    yield text.slice(0, at) + text[at] + text.slice(at);
  }
}

describe('a security event, signed', () => {
  it('is read as it was made, by whoever knows the issuer’s key, and by nobody else’s', async () => {
    const [issuer, other] = [await aKey(), await aKey()];
    await fc.assert(
      fc.asyncProperty(event, async (one) => {
        // A class is of no account.
        const said =
          one.predicate.type === 'class' ? { ...one, sub: null } : { ...one, sub: one.sub ?? 'ann' };
        const payload = JSON.stringify(securityEventClaims(said));
        const set = await signSecurityEvent(payload, 'k1', issuer.sign);
        const read = await verifySecurityEvent(set, ISSUER, (kid) => (kid === 'k1' ? issuer.verify : null));
        expect(read.event).toEqual(said);
        // Signed again, as after a change of keys, it is the same event to a receipt.
        expect(await eventHash(read.jws.payloadBytes)).toBe(
          await eventHash(new TextEncoder().encode(payload)),
        );
        await expect(verifySecurityEvent(set, ISSUER, () => other.verify)).rejects.toThrow(JwsError);
        await expect(verifySecurityEvent(set, ISSUER, () => null)).rejects.toThrow(JwsError);
        await expect(verifySecurityEvent(set, `${ISSUER}.evil`, () => issuer.verify)).rejects.toThrow(
          JwsError,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('is refused with any one character changed, lost or doubled', async () => {
    const issuer = await aKey();
    await fc.assert(
      fc.asyncProperty(event, async (one) => {
        const set = await signSecurityEvent(JSON.stringify(securityEventClaims(one)), 'k1', issuer.sign);
        const taken: string[] = [];
        for (const changed of changesOf(set)) {
          await verifySecurityEvent(changed, ISSUER, () => issuer.verify).then(
            () => taken.push(changed),
            (error: unknown) => expect(error).toBeInstanceOf(JwsError),
          );
        }
        expect(taken).toEqual([]);
      }),
      { numRuns: 3 },
    );
  });
});

describe('a receipt, signed', () => {
  it('is read as it was made', async () => {
    const device = await aKey();
    await fc.assert(
      fc.asyncProperty(receiptClaims, async (claims) => {
        const {
          claims: read,
          jwk,
          jws,
        } = parseReceipt(await signReceipt(claims, device.jwk, device.sign), ISSUER);
        expect([read, jwk]).toEqual([claims, device.jwk]);
        expect(await device.verify(jws.signingInput, jws.signature)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
