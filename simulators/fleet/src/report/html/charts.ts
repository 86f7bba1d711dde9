import type { FleetReport } from '../report.js';
import { lineChart, type Chart, type ChartSeries } from './line-chart.js';

const S = 1_000;

/** What a run looked like over time, and how its latencies are spread. */
export const chartsOf = (report: FleetReport): string =>
  [
    signOuts(report),
    latencies(report, 'Latency by percentile', ['told', 'confirmed', 'blocked', 'storm']),
    connected(report),
    latencies(report, 'Coming: latency by percentile', ['connect', 'refresh']),
    processes(report, 'Memory', 'MiB of memory each process holds.', ' MiB', ({ rssMib }) => rssMib),
    processes(
      report,
      'CPU',
      'Per cent of one core, since the second before.',
      ' %',
      ({ cpuPercent }) => cpuPercent,
    ),
    processes(
      report,
      'Event-loop delay',
      'The 99th percentile within each second, beyond the 10 ms at which it is watched.',
      ' ms',
      ({ loopMs }) => loopMs,
    ),
  ]
    .map((chart) => (chart === null ? '' : lineChart(chart)))
    .join('');

function signOuts({ told, confirmed, scenarioFromMs }: FleetReport): Chart {
  // From where the scenario begins: what comes before is another chart's.
  const since = (points: readonly (readonly [number, number])[]): ChartSeries['points'] =>
    points.length === 0
      ? []
      : [[0, 0], ...points.map(([at, count]) => [(at - scenarioFromMs) / S, count] as const)];
  return {
    title: 'Told and confirmed',
    caption:
      'Devices that were told, and whose receipt was stored, by seconds from the beginning of the scenario.',
    series: [
      { name: 'told', points: since(told) },
      { name: 'confirmed', points: since(confirmed) },
    ],
    x: 'seconds',
    unit: '',
    isStepped: true,
  };
}

function connected({ online, scenarioFromMs }: FleetReport): Chart {
  return {
    title: 'Devices connected',
    caption: 'Over the whole run, from the first that was linked.',
    series: [{ name: 'connected', points: online.map(([at, count]) => [at / S, count] as const) }],
    x: 'seconds',
    unit: '',
    mark: { x: scenarioFromMs / S, word: 'scenario' },
    isStepped: true,
  };
}

function latencies(report: FleetReport, title: string, ids: readonly string[]): Chart {
  return {
    title,
    caption: 'How long the fastest share took, in ms; each nine is as wide as the one before.',
    series: report.latencies
      .filter(({ id, count }) => ids.includes(id) && count > 1)
      .map(({ title: name, curve }) => ({ name, points: curve })),
    x: 'percentile',
    unit: ' ms',
  };
}

function processes(
  { samples, scenarioFromMs }: FleetReport,
  title: string,
  caption: string,
  unit: string,
  of: (sample: FleetReport['samples'][number]['samples'][number]) => number | null,
): Chart | null {
  const series = samples
    .map(({ name, samples: all }) => ({
      name,
      points: all.flatMap((sample) => {
        const value = of(sample);
        return value === null ? [] : [[sample.at / S, value] as const];
      }),
    }))
    .filter(({ points }) => points.length > 0);
  if (series.length === 0) return null;
  return { title, caption, series, x: 'seconds', unit, mark: { x: scenarioFromMs / S, word: 'scenario' } };
}
