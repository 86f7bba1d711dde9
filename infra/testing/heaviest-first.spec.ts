import { existsSync } from 'node:fs';
import { heaviestFirst, type Awaited } from './heaviest-first.js';
import { SECONDS } from './seconds.js';

const LONGEST = 'test/e2e/races.spec.ts';
const spec = (file: string, more: Partial<Awaited> = {}): Awaited => ({
  file,
  bytes: 1_000,
  hasFailed: false,
  lastMs: null,
  ...more,
});
const order = (...specs: Awaited[]): string[] => heaviestFirst(specs).map(({ file }) => file);

describe('the order of specs', () => {
  it('in a fresh checkout is by what was measured, however short the file', () => {
    expect(
      order(spec('a.spec.ts', { bytes: 30_000 }), spec(LONGEST, { bytes: 100 }), spec('b.spec.ts')),
    ).toEqual([LONGEST, 'a.spec.ts', 'b.spec.ts']);
  });

  it('is by the last run where there was one, and what failed in it comes first', () => {
    const failed = spec('failed.spec.ts', { hasFailed: true, lastMs: 1 });
    const slow = spec('slow.spec.ts', { lastMs: 900_000 });
    expect(order(spec(LONGEST), spec('quick.spec.ts', { lastMs: 1 }), slow, failed)).toEqual([
      'failed.spec.ts',
      'slow.spec.ts',
      LONGEST,
      'quick.spec.ts',
    ]);
  });

  it('knows of no spec that is not there', () => {
    expect(Object.keys(SECONDS).filter((file) => !existsSync(file))).toEqual([]);
  });
});
