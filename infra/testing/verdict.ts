import { relative } from 'node:path';
import { difference } from './selection.js';

/** What jest writes with --json, as far as we read it. */
export interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not even be run. */
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly JestFile[];
}

export interface JestFile {
  /** Absolute. */
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

export interface Verdict {
  /** Said before the last line. */
  readonly faults: readonly string[];
  /** "123 passed, 0 failed" */
  readonly lastLine: string;
}

/** A spec that was not run, or a test that was left out, is a fault as well: it would prove nothing for ever. */
export function verdict(
  result: JestResult,
  wanted: readonly string[],
  { root, byName }: { readonly root: string; readonly byName: boolean },
): Verdict {
  const ran = result.testResults.map(({ name }) => relative(root, name));
  const faults: string[] = [];
  const notRun = difference(wanted, ran, { missed: 'was not run', unknown: 'was run unasked' });
  if (notRun !== null) faults.push(notRun);
  const leftOut = result.numPendingTests + result.numTodoTests;
  if (leftOut > 0 && !byName)
    faults.push(`${leftOut} tests were left out (skip, only or todo): run them, or delete them`);
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { faults, lastLine: `${result.numPassedTests} passed, ${failed} failed` };
}
