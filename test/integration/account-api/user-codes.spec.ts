import fc from 'fast-check';
import { spelled } from '../../../apps/account-web/src/activation/user-code.js';
import { USER_CODE_CHARSET, USER_CODE_MASK } from '../../../apps/account-api/src/enrolment/user-codes.js';
import {
  denormalizeUserCode,
  generateUserCode,
  normalizeUserCode,
} from '../../../apps/account-api/src/enrolment/oidc-inside.js';

const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const aCode = (): string => generateUserCode(USER_CODE_CHARSET, USER_CODE_MASK);
const letters = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 8, maxLength: 8 });
/** What people put between letters, and what screens show there. */
const between = fc.constantFrom('', '', '', '-', ' ', '–', '—', '.', '\u00a0', ' - ', '\t');

describe('a code that a device shows', () => {
  it('has eight letters that are taken for nothing else: no vowels, so no words, and no digits', () => {
    const looksLike = [...'0O', ...'1I', ...'2', ...'5', ...'8', ...'AEIOUY'];
    expect(looksLike.filter((letter) => ALPHABET.includes(letter))).toEqual([]);
    const isCode = new RegExp(`^[${ALPHABET}]{4}-[${ALPHABET}]{4}$`);
    expect(Array.from({ length: 5_000 }, aCode).filter((code) => !isCode.test(code))).toEqual([]);
  });

  it('is drawn evenly, at each of its places', () => {
    const codes = Array.from({ length: 20_000 }, () => normalizeUserCode(aCode()));
    const expected = codes.length / ALPHABET.length;
    for (let place = 0; place < 8; place++) {
      const counts = new Map<string, number>();
      for (const code of codes) counts.set(code[place]!, (counts.get(code[place]!) ?? 0) + 1);
      const chiSquare = [...ALPHABET].reduce(
        (sum, one) => sum + ((counts.get(one) ?? 0) - expected) ** 2 / expected,
        0,
      );
      // 19 degrees of freedom: above 100 once in 10^12 draws.
      expect(chiSquare).toBeLessThan(100);
    }
  });

  it('is taken in any case, with dashes and blanks anywhere or nowhere, by the page and by the server', () => {
    fc.assert(
      fc.property(
        letters,
        fc.array(fc.tuple(between, fc.boolean()), { minLength: 9, maxLength: 9 }),
        (code, how) => {
          const typed = how
            .map(([gap, small], n) => gap + (small ? (code[n] ?? '').toLowerCase() : (code[n] ?? '')))
            .join('');
          expect(normalizeUserCode(typed)).toBe(code);
          expect(spelled(typed)).toBe(denormalizeUserCode(code, USER_CODE_MASK));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is never taken for another', () => {
    fc.assert(
      fc.property(letters, letters, (one, other) => {
        const spelt = (code: string): string => denormalizeUserCode(code, USER_CODE_MASK).toLowerCase();
        expect(normalizeUserCode(spelt(one)) === normalizeUserCode(spelt(other))).toBe(one === other);
      }),
    );
  });
});
