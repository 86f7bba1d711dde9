import fc from 'fast-check';
import { UsedProofs } from './used-proofs.js';

const jkt = 'k'.repeat(43);

describe('used proofs', () => {
  it('are first once for a key, whatever other keys use', () => {
    const proofs = new UsedProofs({ maxProofs: 10, maxProofsAKey: 10 });
    expect(proofs.take(jkt, 'a', 5, 3)).toBe('first');
    expect(proofs.take(jkt, 'a', 5, 3)).toBe('again');
    expect(proofs.take('x'.repeat(43), 'a', 5, 3)).toBe('first');
  });

  it('are never first twice while their nonce is good, in whatever order proofs and time come', () => {
    const uses = fc.array(
      fc.record({
        jti: fc.constantFrom('a', 'b', 'c'),
        step: fc.integer({ min: -2, max: 2 }),
        passes: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(uses, (all) => {
        const proofs = new UsedProofs({ maxProofs: 1_000, maxProofsAKey: 1_000 });
        const first = new Set<string>();
        let now = 10;
        for (const { jti, step, passes } of all) {
          if (passes) now++;
          // A proof names one nonce, and so one step, for good.
          const use = proofs.take(jkt, `${jti}.${now + step}`, now + step, now - 2);
          const key = `${jti}.${now + step}`;
          expect(use).toBe(first.has(key) ? 'again' : 'first');
          first.add(key);
        }
      }),
    );
  });

  it('take no more when there is no room, forget none for it, and have room again when nonces are over', () => {
    const proofs = new UsedProofs({ maxProofs: 2, maxProofsAKey: 2 });
    expect([proofs.take(jkt, 'a', 5, 3), proofs.take('y', 'b', 6, 3), proofs.take('z', 'c', 6, 3)]).toEqual([
      'first',
      'first',
      'full',
    ]);
    expect(proofs.take(jkt, 'a', 5, 3)).toBe('again');
    expect(proofs.take('z', 'c', 6, 6)).toBe('first');
    expect(proofs.size).toBe(2);
  });
});
