import fc from 'fast-check';
import { base64url, fromBase64url } from './base64url.js';

describe('base64url', () => {
  it('reads back what it wrote, as node:buffer does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64url(base64url(bytes))).toEqual(bytes);
      }),
    );
  });

  it('reads exactly those texts that it could have written', () => {
    const character = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 9 }), (text) => {
        const canonical = Buffer.from(text, 'base64url').toString('base64url') === text;
        expect(fromBase64url(text) !== null).toBe(canonical);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['=', 'AA==', 'A+', 'A/', ' AA', 'AA\n', 'Ä', 'A'])('refuses %j', (text) => {
    expect(fromBase64url(text)).toBeNull();
  });
});
