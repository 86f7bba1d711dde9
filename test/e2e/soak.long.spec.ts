import { runSoak } from '../faults/soak/run-soak.js';

/** Half a minute shows a leak in every sign-out, no slower one: `npm run soak -- --minutes 10` does. */
describe('mixed load, and no fault', () => {
  it('keeps every promise, and nothing grows', async () => {
    const { row, growths } = await runSoak({ minutes: 0.5, everyMs: 1_000, form: 'short' });
    expect(row).toMatchObject({ found: [], lost: 0, wronglyEnded: 0, letIn: 0 });
    expect(row.answered).toBeGreaterThan(0);
    expect(growths.length).toBeGreaterThan(20);
    expect(growths.filter(({ grew }) => grew)).toEqual([]);
  }, 300_000);
});
