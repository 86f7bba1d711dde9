import { json, text } from './markup.js';
import { linear, percentiles, rounded } from './scale.js';

export interface ChartSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  /** What it shows, in a sentence: for who cannot see it, and below it for who can. */
  readonly caption: string;
  readonly series: readonly ChartSeries[];
  readonly x: 'seconds' | 'percentile';
  /** Written behind each value of y. */
  readonly unit: string;
  /** A line across, with a word: when the scenario began, say. */
  readonly mark?: { readonly x: number; readonly word: string };
  /** A count stays as it is until it changes; a measurement goes from one to the next. */
  readonly isStepped?: boolean;
}

const [WIDTH, HEIGHT] = [640, 250];
const [LEFT, RIGHT, TOP, BOTTOM] = [54, 12, 12, 28];
const [X0, X1, Y0, Y1] = [LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, TOP];

/** One chart as a figure. The page's script reads the numbers beside it to say them where somebody points. */
export function lineChart({ title, caption, series, x, unit, mark, isStepped = false }: Chart): string {
  const shown = series.filter(({ points }) => points.length > 0);
  if (shown.length === 0) return '';
  const all = shown.flatMap(({ points }) => points);
  const xs = all.map(([at]) => at);
  const across =
    x === 'percentile' ? percentiles(X0, X1) : linear(Math.min(0, least(xs)), greatest(xs), X0, X1);
  const up = rounded(0, Math.max(greatest(all.map(([, y]) => y)), 1e-9), Y0, Y1);
  const data = {
    unit,
    x,
    series: shown.map(({ name, points }) => ({
      name,
      points: points.map(([px, py]) => [round(across.at(px)), round(up.at(py)), px, round(py, 3)]),
    })),
  };
  return `<figure class="chart">
<figcaption><h3>${text(title)}</h3>${legend(shown)}</figcaption>
<div class="plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(`${title}. ${caption}`)}">
${up.ticks.map((tick) => gridLine(up.at(tick), label(tick))).join('')}
${across.ticks.map((tick) => tickLabel(across.at(tick), x === 'percentile' ? nines(tick) : `${label(tick)} s`)).join('')}
${mark === undefined ? '' : markLine(across.at(mark.x), mark.word)}
${shown
  .map(({ points }, index) =>
    path(
      points.map(([px, py]) => [across.at(px), up.at(py)]),
      index,
      isStepped,
    ),
  )
  .join('')}
<line class="cursor" y1="${Y1}" y2="${Y0}" hidden/></svg><div class="tip" hidden></div></div>
<p class="caption">${text(caption)}</p>
<script type="application/json">${json(data)}</script>
</figure>`;
}

const legend = (series: readonly ChartSeries[]): string =>
  series.length < 2
    ? ''
    : `<ul class="legend">${series.map(({ name }, index) => `<li class="s${index}">${text(name)}</li>`).join('')}</ul>`;

const gridLine = (y: number, word: string): string =>
  `<line class="grid" x1="${X0}" x2="${X1}" y1="${round(y)}" y2="${round(y)}"/><text class="tick" x="${X0 - 8}" y="${round(y) + 4}" text-anchor="end">${word}</text>`;

const tickLabel = (x: number, word: string): string =>
  `<text class="tick" x="${round(x)}" y="${HEIGHT - 8}" text-anchor="middle">${word}</text>`;

const markLine = (x: number, word: string): string => {
  const isRight = x > (X0 + X1) / 2;
  return `<line class="mark" x1="${round(x)}" x2="${round(x)}" y1="${Y1}" y2="${Y0}"/><text class="tick" x="${round(x) + (isRight ? -5 : 5)}" y="${Y1 + 10}"${isRight ? ' text-anchor="end"' : ''}>${text(word)}</text>`;
};

function path(points: readonly (readonly [number, number])[], index: number, isStepped: boolean): string {
  const steps = points.map(([x, y], n) => {
    const place = `${round(x)} ${round(y)}`;
    if (n === 0) return `M${place}`;
    return isStepped ? `H${round(x)}V${round(y)}` : `L${place}`;
  });
  const [only] = points;
  // A line of one point is none.
  if (points.length === 1 && only !== undefined)
    return `<circle class="dot s${index}" cx="${round(only[0])}" cy="${round(only[1])}" r="3"/>`;
  return `<path class="line s${index}" d="${steps.join('')}"/>`;
}

const nines = (percentile: number): string =>
  percentile === 100 ? 'max' : percentile === 0 ? 'min' : `p${percentile}`;
const label = (value: number): string =>
  value >= 1_000 ? `${Number((value / 1_000).toFixed(1))}k` : String(Number(value.toFixed(2)));
const round = (value: number, places = 1): number => Number(value.toFixed(places));
// No spread: there may be more than a call takes arguments.
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
