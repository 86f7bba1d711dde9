import { mutatedBuild } from '../../support/mutants/mutated-build.js';
import { runSim, type Seeds } from '../run-sim.js';
import type { PlantedBug } from './bugs.js';

/** Several times what the slowest takes today: code moves, and with it what each seed does. */
const MOST_SEEDS = 2_000;

/** Plays histories with the bug in the product until one is wrong, and says how many it took. */
export async function isFound({ name, changes }: PlantedBug): Promise<void> {
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
}
