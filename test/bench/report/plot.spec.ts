import { plotOf } from './plot.js';

const panel = (points: readonly (readonly [number, number])[]) => ({
  title: 'A <campaign>',
  xUnit: 'devices',
  yUnit: 'ms',
  lines: [{ name: 'last told', points }],
});
const circles = (svg: string): [number, number][] =>
  [...svg.matchAll(/<circle class="d0" cx="([\d.]+)" cy="([\d.]+)" r="3.5"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);

describe('the plot of how cost grows', () => {
  it('has a dot for each point, in its place: ten times as much is one step, wherever it is', () => {
    const points = [
      [1_000, 10],
      [10_000, 100],
      [100_000, 1_000],
    ] as const;
    const [first, second, third] = circles(plotOf('Growth', 'All of it', [panel(points)])) as [
      [number, number],
      [number, number],
      [number, number],
    ];
    expect(second[0] - first[0]).toBeCloseTo(third[0] - second[0], 0);
    expect(first[1] - second[1]).toBeCloseTo(second[1] - third[1], 0);
    expect(first[1]).toBeGreaterThan(third[1]);
  });

  it('is readable on a dark page, and by whoever hears it', () => {
    const svg = plotOf('Growth', 'All & everything', [panel([[1, 1]])]);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('<desc id="d">All &amp; everything</desc>');
    expect(svg).toContain('A &lt;campaign>');
  });

  it('shows no point that was not measured', () => {
    expect(() => plotOf('Growth', '', [panel([[1_000, 0]])])).toThrow('no place');
    expect(() => plotOf('Growth', '', [panel([[1_000, Number.NaN]])])).toThrow('no place');
    expect(() => plotOf('Growth', '', [panel([])])).toThrow('no place');
  });
});
