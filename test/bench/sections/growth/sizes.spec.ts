import { repeatsOf, SIZES, sizesFor, usualRepeats } from './sizes.js';

const devicesOf = (asked: { devices?: number }): readonly number[] =>
  sizesFor(asked).map(({ devices }) => devices);

describe('the sizes of the bench of how cost grows', () => {
  it('are all measured if nobody asks for less: small ones three times, large ones once', () => {
    expect(SIZES.map((size) => [size.devices, repeatsOf(size, {})])).toEqual([
      [1_000, 3],
      [5_000, 3],
      [10_000, 3],
      [20_000, 3],
      [38_000, 1],
      [40_000, 1],
      [100_000, 1],
    ]);
    expect(sizesFor({})).toEqual(SIZES);
    expect(usualRepeats({})).toBe(3);
  });

  it('are each measured as often as somebody asks', () => {
    expect(SIZES.map((size) => repeatsOf(size, { repeats: 5 }))).toEqual(SIZES.map(() => 5));
    expect(usualRepeats({ repeats: 1 })).toBe(1);
  });

  it('are no larger than somebody asks, but for the smallest', () => {
    expect(devicesOf({ devices: 10_000 })).toEqual([1_000, 5_000, 10_000]);
    expect(devicesOf({ devices: 1 })).toEqual([1_000]);
  });
});
