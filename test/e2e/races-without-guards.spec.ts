import { jest } from '@jest/globals';
import { Arena } from '../races/arena.js';
import type { Contest } from '../races/contests.js';
import { WITHOUT_ITS_GUARD } from '../races/guards.js';
import { racesUntilWrong } from '../races/hold-races.js';
import { mutatedBuild } from '../support/mutants/mutated-build.js';

jest.setTimeout(300_000);

/** Found in the first few; a machine that is busy with something else may take longer. */
const AT_MOST = 500;

describe('the races, where the guard against one of them was taken out', () => {
  it.each(Object.keys(WITHOUT_ITS_GUARD) as Contest[])(`find that it is missing: %s`, async (contest) => {
    const build = mutatedBuild(WITHOUT_ITS_GUARD[contest]);
    try {
      const arena = await Arena.open({ name: `races-without-${contest}`, build: build.folder });
      try {
        expect(await racesUntilWrong(arena, contest, AT_MOST)).not.toBeNull();
      } finally {
        await arena.close();
      }
    } finally {
      build.remove();
    }
  });
});
