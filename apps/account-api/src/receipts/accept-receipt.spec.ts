import { createHash, randomUUID, type JsonWebKey } from 'node:crypto';
import fc from 'fast-check';
import { SignoffError } from '#libs/errors';
import type { Predicate } from '#libs/revocation-index';
import { signReceipt, type ReceiptClaims, type Sign } from '#libs/security-event';
import { newKeyPair, nodeSigner, openLogger, openMetrics, thumbprintOf } from '#libs/service-runtime';
import { Figures } from '../figures/figures.js';
import { AcceptReceipt } from './accept-receipt.js';
import type { ConfirmedReceipt, Named, ReceiptContext, ReceiptStore } from './receipt-store.js';

const ISSUER = 'https://issuer.test';
/** What the store below refuses, and with it all that it is asked to keep in one statement. */
const POISON = 'poison';
const hashOf = (payload: string): string => createHash('sha256').update(payload).digest('base64url');

interface Key {
  readonly jwk: JsonWebKey;
  readonly sign: Sign;
}

function aKey(): Key {
  const { publicKey, privateKey } = newKeyPair();
  return { jwk: publicKey.export({ format: 'jwk' }), sign: nodeSigner(privateKey) };
}

/** Sessions and events by their ids, and the first receipt of each session. */
class Shelf implements ReceiptStore {
  readonly kept: ConfirmedReceipt[] = [];
  readonly batches: number[] = [];
  readonly #sessions = new Map<string, { readonly sub: string; readonly key: Key }>();
  readonly #events = new Map<string, { readonly predicate: Predicate; readonly payload: string }>();

  aSession(sub: string, key = aKey()): string {
    const sid = randomUUID();
    this.#sessions.set(sid, { sub, key });
    return sid;
  }

  anEvent(predicate: Predicate): { readonly jti: string; readonly hash: string } {
    const jti = randomUUID();
    const payload = JSON.stringify({ jti, predicate });
    this.#events.set(jti, { predicate, payload });
    return { jti, hash: hashOf(payload) };
  }

  contexts(named: readonly Named[]): Promise<readonly (ReceiptContext | null)[]> {
    return Promise.resolve(named.map((one) => this.#context(one)));
  }

  keep(receipts: readonly ConfirmedReceipt[]): Promise<readonly { txn: string; afterMs: number }[]> {
    if (receipts.some(({ claims }) => claims.wiped.includes(POISON)))
      return Promise.reject(new Error('the statement is refused'));
    this.kept.push(...receipts);
    this.batches.push(receipts.length);
    return Promise.resolve(receipts.map(() => ({ txn: 't', afterMs: 1 })));
  }

  #context({ sid, eventJti }: Named): ReceiptContext | null {
    const session = this.#sessions.get(sid);
    if (session === undefined) return null;
    const { sub, key } = session;
    const facts = { sid, sub, seq: 5, kind: 'tv', model: 'One', appVersion: '1' };
    return { facts, jkt: thumbprintOf(key.jwk), event: this.#events.get(eventJti) ?? null };
  }
}

describe('a receipt that is brought', () => {
  let shelf: Shelf;
  let accept: AcceptReceipt;
  beforeEach(() => {
    shelf = new Shelf();
    const figures = new Figures(openMetrics('account-api', { process: false }));
    accept = new AcceptReceipt(
      shelf,
      { changed: () => undefined },
      ISSUER,
      figures,
      openLogger('account-api', { level: 'silent' }),
    );
  });

  const claimsFor = (sid: string, event: { jti: string; hash: string }): ReceiptClaims => ({
    jti: randomUUID(),
    aud: ISSUER,
    iat: 50,
    sid,
    event_jti: event.jti,
    event_hash: event.hash,
    wiped: ['tokens'],
  });
  const isRefused = async (text: unknown): Promise<boolean> =>
    accept.accept(text, null).then(
      () => false,
      (error: unknown) => error instanceof SignoffError && error.code === 'receipt_invalid',
    );

  it('counts for its own session, event and key, and for no other of any of them', async () => {
    const device = { tv: 0, phone: 1, stranger: 2 } as const;
    const who = fc.constantFrom<keyof typeof device>('tv', 'phone', 'stranger');
    const which = fc.constantFrom(
      'of the tv',
      'of the phone',
      'of the account',
      'of another account',
      'unknown',
    );
    const keys = [aKey(), aKey(), aKey()] as const;
    await fc.assert(
      fc.asyncProperty(who, who, which, which, async (sidOf, keyOf, named, hashed) => {
        const sids = [
          shelf.aSession('ann', keys[0]),
          shelf.aSession('ann', keys[1]),
          shelf.aSession('bob', keys[2]),
        ];
        const events = {
          'of the tv': shelf.anEvent({ type: 'session', sid: sids[0]! }),
          'of the phone': shelf.anEvent({ type: 'session', sid: sids[1]! }),
          'of the account': shelf.anEvent({ type: 'account', sub: 'ann', cutoff: 9, exceptSid: sids[1]! }),
          'of another account': shelf.anEvent({ type: 'account', sub: 'bob', cutoff: 4 }),
          unknown: { jti: randomUUID(), hash: hashOf('x') },
        };
        const { jti } = events[named];
        const { hash } = events[hashed];
        const { jwk, sign } = keys[device[keyOf]];
        const text = await signReceipt(claimsFor(sids[device[sidOf]]!, { jti, hash }), jwk, sign);
        const covered = { tv: ['of the tv', 'of the account'], phone: ['of the phone'], stranger: [] }[sidOf];
        const isRight = sidOf === keyOf && named === hashed && (covered as string[]).includes(named);
        expect(await isRefused(text)).toBe(!isRight);
      }),
      { numRuns: 1_000 },
    );
    expect(shelf.kept.length).toBeGreaterThan(0);
  });

  it('among many counts if it is right, whatever the others are, and many are kept by few statements', async () => {
    const event = shelf.anEvent({ type: 'class', cutoff: 9 });
    const texts = await Promise.all(
      Array.from({ length: 250 }, async (_, index) => {
        const key = aKey();
        const claims = claimsFor(shelf.aSession('ann', key), event);
        const isForged = index % 7 === 3;
        return signReceipt(claims, key.jwk, isForged ? aKey().sign : key.sign);
      }),
    );
    const refused = await Promise.all(texts.map((text) => isRefused(text)));
    expect(refused).toEqual(texts.map((_, index) => index % 7 === 3));
    expect(shelf.kept).toHaveLength(texts.filter((_, index) => index % 7 !== 3).length);
    expect(shelf.batches).toHaveLength(3);
  });

  it('that cannot be kept fails alone, not those that came with it', async () => {
    const event = shelf.anEvent({ type: 'class', cutoff: 9 });
    const texts = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const key = aKey();
        const claims = claimsFor(shelf.aSession('ann', key), event);
        return signReceipt(index === 5 ? { ...claims, wiped: [POISON] } : claims, key.jwk, key.sign);
      }),
    );
    const outcomes = await Promise.allSettled(texts.map((text) => accept.accept(text, 'g1')));
    expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(texts.map((_, index) => index === 5));
    expect(shelf.kept).toHaveLength(11);
  });

  it('is refused with any one character changed, lost or doubled', async () => {
    const key = aKey();
    const sid = shelf.aSession('ann', key);
    const text = await signReceipt(
      claimsFor(sid, shelf.anEvent({ type: 'session', sid })),
      key.jwk,
      key.sign,
    );
    const taken: string[] = [];
    for (let at = 0; at < text.length; at++) {
      const [before, after] = [text.slice(0, at), text.slice(at + 1)];
      const others = ['A', 'z', '0', '_', '.', '='].filter((one) => one !== text[at]);
      for (const changed of [
        ...others.map((one) => before + one + after),
        before + after,
        before + text[at] + text.slice(at),
      ])
        if (!(await isRefused(changed))) taken.push(changed);
    }
    expect(taken).toEqual([]);
    expect(await isRefused(text)).toBe(false);
  });

  it('is refused, and nothing else, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (text) => expect(await isRefused(text)).toBe(true)),
      { numRuns: 2_000 },
    );
  });
});
