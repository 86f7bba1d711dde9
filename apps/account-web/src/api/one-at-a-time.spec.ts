import { oneAtATime } from './one-at-a-time.js';

describe('looks that are asked for in a burst', () => {
  it('are two: the one under way, and one after it that sees the last change', async () => {
    const ends: (() => void)[] = [];
    const look = oneAtATime(() => new Promise((resolve) => ends.push(resolve)));
    for (let change = 0; change < 50; change++) look();
    expect(ends).toHaveLength(1);
    ends[0]!();
    await settled();
    expect(ends).toHaveLength(2);
    ends[1]!();
    await settled();
    expect(ends).toHaveLength(2);
    look();
    expect(ends).toHaveLength(3);
  });

  it('go on after one that failed', async () => {
    let looks = 0;
    const look = oneAtATime(async () => {
      looks += 1;
      throw new Error('away');
    });
    look();
    await settled();
    look();
    await settled();
    expect(looks).toBe(2);
  });

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
});
