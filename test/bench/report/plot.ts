/** Points of one line, by x. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Both axes are logarithmic: what grows in proportion is a straight line, and what does not grow lies flat. */
export interface Panel {
  readonly title: string;
  readonly xUnit: string;
  readonly yUnit: string;
  readonly lines: readonly Line[];
}

const [WIDTH, HEIGHT] = [420, 330] as const;
const BOX = { left: 62, right: 404, top: 66, bottom: 250 } as const;

const STYLE = `
    .ground { fill: #ffffff; } .ink { fill: #26231c; } .soft { fill: #6d6757; } .grid { stroke: #e4dfd3; }
    .l0 { stroke: #b3261e; } .l1 { stroke: #1d7a46; } .l2 { stroke: #2456a6; }
    .d0 { fill: #b3261e; } .d1 { fill: #1d7a46; } .d2 { fill: #2456a6; }
    .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
    text { font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
    .h { font-size: 15px; font-weight: 650; } .s { font-size: 12px; }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #1b1a17; } .ink { fill: #f0ece2; } .soft { fill: #aca492; } .grid { stroke: #3a3731; }
      .l0 { stroke: #ee7d74; } .l1 { stroke: #5cc98b; } .l2 { stroke: #7fb0f5; }
      .d0 { fill: #ee7d74; } .d1 { fill: #5cc98b; } .d2 { fill: #7fb0f5; }
    }`;

/** An SVG of panels side by side, readable on a light page and on a dark one. */
export function plotOf(title: string, description: string, panels: readonly Panel[]): string {
  const width = WIDTH * panels.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" aria-labelledby="t d">
  <title id="t">${escaped(title)}</title>
  <desc id="d">${escaped(description)}</desc>
  <style>${STYLE}
  </style>
  <rect class="ground" width="${width}" height="${HEIGHT}" rx="14"/>
${panels.map((panel, index) => drawn(panel, index * WIDTH)).join('\n')}
</svg>
`;
}

function drawn({ title, xUnit, yUnit, lines }: Panel, offset: number): string {
  const points = lines.flatMap((line) => line.points);
  const [x, y] = [
    axis(
      points.map(([at]) => at),
      BOX.left,
      BOX.right,
    ),
    axis(
      points.map(([, at]) => at),
      BOX.bottom,
      BOX.top,
    ),
  ];
  const across = y.ticks.map(
    (tick) =>
      `<path class="grid" d="M${BOX.left} ${y.at(tick)}H${BOX.right}"/><text class="soft s" x="${BOX.left - 8}" y="${y.at(tick) + 4}" text-anchor="end">${short(tick)}</text>`,
  );
  const below = x.ticks.map(
    (tick) =>
      `<path class="grid" d="M${x.at(tick)} ${BOX.top}V${BOX.bottom}"/><text class="soft s" x="${x.at(tick)}" y="${BOX.bottom + 18}" text-anchor="middle">${short(tick)}</text>`,
  );
  const drawings = lines.map(({ points: its }, index) => {
    const path = its.map(([a, b]) => `${x.at(a)} ${y.at(b)}`).join(' L');
    const dots = its.map(([a, b]) => `<circle class="d${index}" cx="${x.at(a)}" cy="${y.at(b)}" r="3.5"/>`);
    return `<path class="line l${index}" d="M${path}"/>${dots.join('')}`;
  });
  const legend = lines.map(
    ({ name }, index) =>
      `<circle class="d${index}" cx="${BOX.left + (index % 2) * 170 + 4}" cy="${HEIGHT - 36 + Math.floor(index / 2) * 18}" r="4"/><text class="ink s" x="${BOX.left + (index % 2) * 170 + 14}" y="${HEIGHT - 32 + Math.floor(index / 2) * 18}">${escaped(name)}</text>`,
  );
  return `  <g transform="translate(${offset} 0)">
    <text class="ink h" x="${BOX.left}" y="30">${escaped(title)}</text>
    <text class="soft s" x="${BOX.left}" y="50">${escaped(yUnit)}, by ${escaped(xUnit)}</text>
    ${[...across, ...below, ...drawings, ...legend].join('\n    ')}
  </g>`;
}

interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** Whole powers of ten around all values. Errors: a value that has no place on it. */
function axis(values: readonly number[], from: number, to: number): Axis {
  const odd = values.find((value) => !(value > 0 && Number.isFinite(value)));
  if (odd !== undefined || values.length === 0) throw new Error(`${odd} has no place on a logarithmic axis`);
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    at: (value) => rounded(from + ((Math.log10(value) - low) / (high - low)) * (to - from)),
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

const short = (value: number): string =>
  value >= 1e6
    ? `${value / 1e6} M`
    : value >= 1e3
      ? `${value / 1e3} k`
      : String(Number(value.toPrecision(1)));

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
