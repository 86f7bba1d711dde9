import type { Rows } from './tables.js';

/** A table for a terminal: columns aligned, numbers to the right, no marks of Markdown. */
export function printed({ head, rows }: Rows): string {
  const lines = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll('`', '')));
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  const isNumbers = head.map((_, column) => rows.every((cells) => /^\d/.test(cells[column]!)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        isNumbers[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  const [top, ...others] = lines.map(line) as [string, ...string[]];
  return [top, '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...others].join('\n');
}
