import fc from 'fast-check';
import { fullJitter } from './reconnect-policy.js';

describe('full jitter', () => {
  it('spreads over a bound that doubles to a minute', () => {
    const most = fullJitter(() => 0.999_999);
    expect([0, 1, 2, 5, 6, 40, 2000].map((attempt) => Math.round(most.delayMs(attempt) ?? -1))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000,
    ]);
    expect(fullJitter(() => 0).delayMs(9)).toBe(0);
  });

  it('is never negative, and never beyond its bound', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.double({ min: 0, max: 0.999_999, noNaN: true }), (attempt, random) => {
        const delayMs = fullJitter(() => random).delayMs(attempt) ?? -1;
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThan(60_000);
      }),
    );
  });
});
