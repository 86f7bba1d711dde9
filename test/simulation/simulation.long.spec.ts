import { runSim, type Seeds } from './run-sim.js';

/** Those that `npm test` runs come first; these follow. */
const FROM = 1_001;
const SEEDS = 100_000;
const A_BATCH = 1_000;
const PROCESSES = 2;

describe('a hundred thousand simulated histories', () => {
  // Half an hour on two quiet cores: 36 ms each.
  it('keep every promise', async () => {
    const batches = Array.from({ length: SEEDS / A_BATCH }, (_, n) => FROM + n * A_BATCH);
    const wrong: Record<string, readonly string[]> = {};
    let done = 0;
    const work = async (): Promise<void> => {
      for (let from = batches.shift(); from !== undefined; from = batches.shift()) {
        const { answer } = await runSim<Seeds>(['--from', String(from), '--seeds', String(A_BATCH)]);
        Object.assign(wrong, answer.wrong);
        done += answer.seeds;
        process.stderr.write(`  ${done} of ${SEEDS} seeds, ${Object.keys(wrong).length} wrong\n`);
      }
    };
    await Promise.all(Array.from({ length: PROCESSES }, work));
    expect(done).toBe(SEEDS);
    expect(wrong).toEqual({});
  }, 14_400_000);
});
