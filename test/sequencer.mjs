/** The order in which jest begins specs: see infra/testing/heaviest-first.ts. */
import { relative } from 'node:path';
import Sequencer from '@jest/test-sequencer';
import { heaviestFirst } from '../dist/infra/testing/heaviest-first.js';

const FAILED = 0;

export default class HeaviestFirst extends Sequencer {
  sort(tests) {
    const awaited = tests.map((test) => {
      const { path, context } = test;
      const [status, lastMs] = this._getCache(test)[path] ?? [];
      return {
        test,
        file: relative(context.config.rootDir, path),
        bytes: context.hasteFS.getSize(path) ?? 0,
        hasFailed: status === FAILED,
        lastMs: lastMs ?? null,
      };
    });
    return heaviestFirst(awaited).map(({ test, lastMs }) => {
      // For jest's own estimate of the time that is left.
      test.duration = lastMs ?? undefined;
      return test;
    });
  }
}
