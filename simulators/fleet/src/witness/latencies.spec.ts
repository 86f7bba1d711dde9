import { Latencies } from './latencies.js';

describe('latencies', () => {
  it('say of a thousand what a sorted list would, to three digits', () => {
    const latencies = new Latencies('x', 'x');
    for (let n = 1; n <= 1_000; n++) latencies.add(n);
    const { count, p50, p90, p99, p999, max, mean } = latencies.figure()!;
    expect([count, max]).toEqual([1_000, 1_000]);
    for (const [is, should] of [
      [p50, 500],
      [p90, 900],
      [p99, 990],
      [p999, 999],
      [mean, 500.5],
    ] as const)
      expect(Math.abs(is - should) / should).toBeLessThan(0.002);
  });

  it('never say more than was ever measured', () => {
    const latencies = new Latencies('x', 'x');
    latencies.add(7_604);
    const { p50, p999, max, curve } = latencies.figure()!;
    expect([p50, p999, max]).toEqual([7_604, 7_604, 7_604]);
    expect(curve.every(([, ms]) => ms <= max)).toBe(true);
  });

  it('keep what is shorter than can be told apart, and longer than an hour', () => {
    const latencies = new Latencies('x', 'x');
    latencies.add(0);
    latencies.add(10 * 3_600_000);
    expect(latencies.figure()).toMatchObject({ count: 2, max: 36_000_000 });
  });

  it('are none where nothing was measured', () => {
    expect(new Latencies('x', 'x').figure()).toBeNull();
  });
});
