import { mutatedBuild } from '../../support/mutants/mutated-build.js';
import { runSim, type Seeds } from '../run-sim.js';
import { PLANTED } from './bugs.js';

/** Several times what the slowest takes today: code moves, and with it what each seed does. */
const MOST_SEEDS = 2_000;

describe('a planted bug is found by the simulation', () => {
  it.each(PLANTED)(
    '$name',
    async ({ name, changes }) => {
      const build = mutatedBuild(changes);
      try {
        const args = ['--seeds', String(MOST_SEEDS), '--until-found'];
        const { answer } = await runSim<Seeds>(args, build.folder);
        const [found] = Object.entries(answer.wrong);
        expect(found).toBeDefined();
        process.stderr.write(`  ${name}: found after ${answer.seeds} seeds. ${found![1][0]}\n`);
      } finally {
        build.remove();
      }
    },
    600_000,
  );
});
