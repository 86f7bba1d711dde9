/** A device on the wall. Its number is its index in the answer that named it. */
export interface Tile {
  readonly sid: string;
  readonly kind: string;
  readonly model: string;
}

/** Like beside like: by kind, then model, then as they come, so that a class is a field of the wall. */
export function orderOf(tiles: readonly Tile[]): Uint32Array {
  const numbers = tiles.map((_, number) => number);
  numbers.sort((a, b) => {
    const left = tiles[a]!;
    const right = tiles[b]!;
    return compare(left.kind, right.kind) || compare(left.model, right.model) || a - b;
  });
  return Uint32Array.from(numbers);
}

// Not localeCompare: it is a hundred times as slow, and nobody reads these in order.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
