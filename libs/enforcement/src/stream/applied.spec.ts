import fc from 'fast-check';
import { Applied } from './applied.js';

describe('how far a partition is applied', () => {
  it('is the last offset with nothing undone before it, whatever order things are done in', () => {
    const kinds = fc.array(fc.boolean(), { maxLength: 30 });
    fc.assert(
      fc.property(kinds, fc.infiniteStream(fc.nat()), (takesAWhile, picks) => {
        const applied = new Applied(7n);
        const open = new Map<bigint, () => void>();
        const picked = picks[Symbol.iterator]();
        const pick = (): number => Number(picked.next().value);
        let next = 7n;
        const expectRight = (): void => {
          const undone = [...open.keys()].sort((a, b) => Number(a - b))[0];
          expect(applied.last).toBe((undone ?? next) - 1n);
        };
        for (const one of takesAWhile) {
          if (one) open.set(next, applied.begin(next));
          else applied.pass(next);
          next++;
          expectRight();
          if (open.size > 0 && pick() % 2 === 0) finishOne(open, pick());
          expectRight();
        }
        while (open.size > 0) {
          finishOne(open, pick());
          expectRight();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('begins just before its first record', () => {
    expect(new Applied(0n).last).toBe(-1n);
  });
});

function finishOne(open: Map<bigint, () => void>, pick: number): void {
  const [offset, done] = [...open][pick % open.size]!;
  open.delete(offset);
  done();
}
