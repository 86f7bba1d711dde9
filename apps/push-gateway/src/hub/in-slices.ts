import { setImmediate as others } from 'node:timers/promises';

/**
 * Does something for each, and after every slice lets everything else have its turn: a frame to ten thousand must
 * not hold up the one that comes beside it. The first slice is done before it returns.
 */
export async function inSlices<T>(
  all: Iterable<T>,
  sliceSize: number,
  forEach: (one: T) => void,
): Promise<void> {
  let left = sliceSize;
  for (const one of all) {
    if (left === 0) {
      await others();
      left = sliceSize;
    }
    forEach(one);
    left -= 1;
  }
}
