import { relative } from 'node:path';
import type { JestResult } from './verdict.js';

/** Browsers and processes over a wire: there a busy machine is part of the input. */
const OVER_A_WIRE = /^test\/(browser|e2e|integration)\//;
/** What they look for shows itself once in many runs: their first finding stands. */
const WHERE_ONCE_IS_ENOUGH = /race|fault|mutant|blocked-is-no-lie|nothing-comes-back|no-secret/;
/** More than this is no bad moment of the machine. */
const FILES_AT_MOST = 3;

/**
 * The files of a run that get one more look, alone; none if any failure is beyond doubt. What passes then is not
 * hidden: it is said to be unsteady, by name.
 */
export function worthASecondLook(result: JestResult, root: string): readonly string[] {
  const failed = failedFiles(result, root);
  const isDoubtful = (file: string): boolean => OVER_A_WIRE.test(file) && !WHERE_ONCE_IS_ENOUGH.test(file);
  return failed.length <= FILES_AT_MOST && failed.every(isDoubtful) ? failed : [];
}

/** Both runs as one: of a file that was run twice, the second counts. */
export function together(first: JestResult, second: JestResult): JestResult {
  const again = new Set(second.testResults.map(({ name }) => name));
  const kept = first.testResults.filter(({ name }) => !again.has(name));
  const replaced = first.testResults.filter(({ name }) => again.has(name));
  const passedBefore = replaced.flatMap(({ assertionResults }) => assertionResults);
  const passed = passedBefore.filter(({ status }) => status === 'passed').length;
  return {
    numPassedTests: first.numPassedTests - passed + second.numPassedTests,
    numFailedTests: second.numFailedTests,
    numPendingTests: first.numPendingTests,
    numTodoTests: first.numTodoTests,
    numRuntimeErrorTestSuites: second.numRuntimeErrorTestSuites,
    testResults: [...kept, ...second.testResults],
  };
}

const failedFiles = (result: JestResult, root: string): readonly string[] =>
  result.testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(root, name));
