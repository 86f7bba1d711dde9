import { runSim, type Replayed, type Seeds } from './run-sim.js';

const SEEDS = 1_000;
/** Two processes: as many as the machine this is sized for has cores. */
const PROCESSES = 2;

describe('simulated histories', () => {
  it('keep every promise, whatever goes wrong in them', async () => {
    const each = SEEDS / PROCESSES;
    const runs = await Promise.all(
      Array.from({ length: PROCESSES }, (_, n) =>
        runSim<Seeds>(['--from', String(1 + n * each), '--seeds', String(each)]),
      ),
    );
    const wrong = Object.assign({}, ...runs.map(({ answer }) => answer.wrong)) as Seeds['wrong'];
    expect(wrong).toEqual({});
    const sum = (what: 'seeds' | 'revocations' | 'served' | 'signedOut'): number =>
      runs.reduce((all, { answer }) => all + answer[what], 0);
    expect(sum('seeds')).toBe(SEEDS);
    // No history may be right because nothing happens in it.
    expect(sum('revocations')).toBeGreaterThan(2 * SEEDS);
    expect(sum('served')).toBeGreaterThan(5 * SEEDS);
    expect(sum('signedOut')).toBeGreaterThan(2 * SEEDS);
  }, 600_000);

  it('are the same to the last step when they are played again, here and in another process', async () => {
    const [first, told] = await Promise.all([
      runSim<Replayed>(['--seed', '42']),
      runSim<Replayed>(['--seed', '42', '--verbose']),
    ]);
    const other = await runSim<Replayed>(['--seed', '43']);
    const digests = [...first.answer.digests, ...told.answer.digests];
    expect(new Set(digests).size).toBe(1);
    expect(other.answer.digests).not.toContain(digests[0]);
    expect(told.said).toMatch(/signs .* out\n/);
  }, 120_000);
});
