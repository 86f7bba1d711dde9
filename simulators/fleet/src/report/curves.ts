/** More points than a chart has pixels tell nothing. */
const MOST_POINTS = 400;

type Point = readonly [atMs: number, count: number];

/** How many there were by when. @param moments in any order */
export function cumulative(moments: readonly number[], fromMs: number): readonly Point[] {
  const sorted = [...moments].sort((a, b) => a - b);
  return thinned(sorted.map((at, index) => [at - fromMs, index + 1] as const));
}

/** A count that rises and falls. */
export function running(
  steps: readonly (readonly [at: number, change: 1 | -1])[],
  fromMs: number,
): readonly Point[] {
  let count = 0;
  const sorted = [...steps].sort((a, b) => a[0] - b[0]);
  return thinned(sorted.map(([at, change]) => [at - fromMs, (count += change)] as const));
}

/** The first and the last stay, and between them one of each stretch. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  const last = points.length - 1;
  return Array.from(
    { length: MOST_POINTS },
    (_, n) => points[Math.round((n * last) / (MOST_POINTS - 1))] as Point,
  );
}
