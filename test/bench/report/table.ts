import type { Figure } from './figure.js';

const COLUMNS = ['', 'p50', 'p75 − p25', 'p99', 'max', 'peer', 'ratio', 'repeats'] as const;

/** A table for people; Markdown, aligned so that a terminal shows it as well. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ id, p50, spread, p99, max, unit, peer, peerValue, ratio, repeats }) => [
    id,
    `${p50} ${unit}`,
    `${spread} ${unit}`,
    `${p99} ${unit}`,
    `${max} ${unit}`,
    peer === undefined ? '' : `${peer}: ${peerValue} ${unit}`,
    ratio === undefined ? '' : `${ratio}×`,
    String(repeats),
  ]);
  const widths = COLUMNS.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(COLUMNS), rule, ...rows.map(line)].join('\n');
}
