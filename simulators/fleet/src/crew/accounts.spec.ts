import { byFlow, dealt, spread } from './accounts.js';

describe('who of a fleet enrols by the flow', () => {
  it('is a thousand or a tenth, whichever is more, or all', () => {
    expect([200, 1_000, 5_000, 10_000, 100_000].map((devices) => byFlow(devices, true, null))).toEqual([
      200, 1_000, 1_000, 1_000, 10_000,
    ]);
  });

  it('is everybody where nobody can be seeded, whatever was asked', () => {
    expect(byFlow(10_000, false, 10)).toBe(10_000);
  });

  it('is spread evenly over the fleet, and everybody is once in one of the two', () => {
    const { flow, seed } = spread(10_000, 1_000);
    expect([flow.length, seed.length]).toEqual([1_000, 9_000]);
    expect(new Set([...flow, ...seed]).size).toBe(10_000);
    expect(flow.filter((device) => device < 2_000).length).toBe(200);
    expect(spread(3, 3)).toEqual({ flow: [0, 1, 2], seed: [] });
    expect(spread(3, 0)).toEqual({ flow: [], seed: [0, 1, 2] });
  });

  it('is dealt to accounts in order, the last of which may have fewer', () => {
    expect(dealt([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(dealt([], 2)).toEqual([]);
  });
});
