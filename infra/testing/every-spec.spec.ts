import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { difference, isOfKind, specsOnDisk } from './selection.js';
import { readTestArguments } from './test-arguments.js';
import { verdict, type JestResult } from './verdict.js';

describe('npm test', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'signoff-specs-'))));
  afterEach(() => rmSync(root, { recursive: true }));
  const write = (file: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  };

  it('finds every spec on disk, wherever it lies, and what only looks like one', () => {
    ['libs/a/src/a.spec.ts', 'docs/hidden.spec.ts', 'apps/x/b.test.ts', 'apps/x/c.spec.tsx'].forEach(write);
    ['node_modules/y/z.spec.ts', 'dist/q.spec.ts', 'libs/a/src/a.ts'].forEach(write);
    expect(specsOnDisk(root)).toEqual({
      specs: ['docs/hidden.spec.ts', 'libs/a/src/a.spec.ts'],
      misnamed: ['apps/x/b.test.ts', 'apps/x/c.spec.tsx'],
    });
  });

  it('puts each spec into exactly one kind', () => {
    const files = [
      'libs/a.spec.ts',
      'infra/b.spec.ts',
      'test/tooling/c.spec.ts',
      'test/integration/d.spec.ts',
    ];
    files.push('test/e2e/e.spec.ts', 'test/browser/f.spec.ts', 'test/regression/g.spec.ts');
    const kinds = files.map((file) =>
      (['unit', 'integration', 'e2e'] as const).filter((kind) => isOfKind(file, kind)),
    );
    expect(kinds).toEqual([['unit'], ['unit'], ['unit'], ['integration'], ['e2e'], ['e2e'], ['integration']]);
  });

  it('says which spec was not run', () => {
    const words = { missed: 'not run', unknown: 'unasked' };
    expect(difference(['a', 'b'], ['b', 'c'], words)).toBe('not run: a\nunasked: c');
    expect(difference(['a'], ['a'], words)).toBeNull();
  });

  const result = (over: Partial<JestResult> = {}): JestResult => ({
    numPassedTests: 12,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    testResults: [{ name: join(root, 'a.spec.ts') }],
    ...over,
  });
  const judged = (over: Partial<JestResult> = {}, byName = false) =>
    verdict(result(over), ['a.spec.ts'], { root, byName });

  it('ends with a line of what passed and what failed; a file that could not be run has failed', () => {
    expect(judged()).toEqual({ faults: [], lastLine: '12 passed, 0 failed' });
    expect(judged({ numFailedTests: 1, numRuntimeErrorTestSuites: 2 }).lastLine).toBe('12 passed, 3 failed');
  });

  it('takes a test that was left out for a fault, unless one asked by name', () => {
    expect(judged({ numPendingTests: 1 }).faults).toEqual([expect.stringContaining('1 tests were left out')]);
    expect(judged({ numPendingTests: 1 }, true).faults).toEqual([]);
    expect(judged({ testResults: [] }).faults).toEqual(['was not run: a.spec.ts']);
  });

  it('hands jest its options, and keeps patterns apart', () => {
    expect(readTestArguments(['--kind=e2e', '-t', 'the phone', 'sign-out', '--verbose', '--long'])).toEqual({
      kind: 'e2e',
      long: true,
      patterns: ['sign-out'],
      options: ['-t', 'the phone', '--verbose'],
      byName: true,
    });
  });
});
