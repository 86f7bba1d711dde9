import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { difference, isOfKind, specsOnDisk } from './selection.js';
import { readTestArguments } from './test-arguments.js';
import { together, worthASecondLook } from './second-look.js';
import { verdict, type JestFile, type JestResult } from './verdict.js';

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

  const ran = (file: string, status: 'passed' | 'failed'): JestFile => ({
    name: join(root, file),
    status,
    assertionResults: [{ status }, { status: 'passed' }],
  });
  const result = (over: Partial<JestResult> = {}): JestResult => ({
    numPassedTests: 12,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    testResults: [ran('a.spec.ts', 'passed')],
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

  const failedIn = (...files: string[]): JestResult =>
    result({ numFailedTests: files.length, testResults: files.map((file) => ran(file, 'failed')) });

  it.each([
    ['a browser that was slow', ['test/browser/tv.spec.ts'], true],
    [
      'processes over a wire',
      ['test/e2e/start.spec.ts', 'test/integration/push-gateway/telling.spec.ts'],
      true,
    ],
    ['pure code: it has no bad moments', ['libs/audit/src/audit.spec.ts'], false],
    ['a race that was lost once', ['test/e2e/races.spec.ts'], false],
    ['a fault that let somebody in once', ['test/e2e/fault-rows-of-servers.spec.ts'], false],
    ['a bug that was found before', ['test/regression/zero-points.spec.ts'], false],
    ['doubt beside certainty', ['test/browser/tv.spec.ts', 'libs/audit/src/audit.spec.ts'], false],
    ['too much for a bad moment', ['a', 'b', 'c', 'd'].map((one) => `test/browser/${one}.spec.ts`), false],
  ])('looks twice only where the machine may be to blame: %s', (_, files, isWorthIt) => {
    expect(worthASecondLook(failedIn(...files), root)).toEqual(isWorthIt ? files : []);
  });

  it('counts the second look at a file, and only that', () => {
    const both = result({
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [ran('a.spec.ts', 'passed'), ran('b.spec.ts', 'failed')],
    });
    const second = result({ numPassedTests: 2, testResults: [ran('b.spec.ts', 'passed')] });
    const { testResults, ...numbers } = together(both, second);
    expect(numbers).toMatchObject({ numPassedTests: 4, numFailedTests: 0 });
    expect(testResults.map(({ status }) => status)).toEqual(['passed', 'passed']);
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
