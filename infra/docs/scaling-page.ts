import { join } from 'node:path';
import { MEASURED, readMeasured, type Measured } from '../scaling/measured.js';
import {
  assumedRows,
  breakRows,
  cellRows,
  constantRows,
  planRows,
  sessionRows,
  sizeRows,
  topicRows,
  type Rows,
} from '../scaling/tables.js';
import { table } from './markdown.js';
import { pageWithParts, type Page } from './page.js';
import { ROOT } from './root.js';

const FLEETS = [100_000, 1_000_000, 10_000_000, 300_000_000];
const CELLS = [500_000, 1_000_000, 2_000_000, 3_000_000, 10_000_000];
const LARGEST = FLEETS.at(-1)!;

/** docs/scaling.md: its text is written by hand, its numbers are computed from what was measured. */
export const scalingPageFrom = (measured: () => Measured): Page => {
  const part = (rows: (from: Measured) => Rows) => (): string => {
    const { head, rows: its } = rows(measured());
    return table(head, its);
  };
  return pageWithParts('docs/scaling.md', {
    machine: () => `Measured on ${measured().machine}; servers, services and clients share it.`,
    sizes: part(sizeRows),
    sessions: part(sessionRows),
    constants: part(constantRows),
    breaks: part(breakRows),
    plan: part((from) =>
      planRows(
        FLEETS.map((devices) => ({ devices })),
        from,
      ),
    ),
    cells: part((from) => cellRows(LARGEST, CELLS, from)),
    topics: part((from) => topicRows({ devices: LARGEST }, from)),
    assumed: part(assumedRows),
  });
};

export const scalingPage = scalingPageFrom(() => readMeasured(join(ROOT, MEASURED)));
