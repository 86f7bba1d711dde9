import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.js';
import { Started } from '../processes/started.js';
import type { Progress } from '../progress.js';
import { tour } from '../tour/tour.js';
import type { StartArguments } from './arguments.js';
import type { Layout } from './layout.js';
import { readRunFile } from './run-file.js';

/** Signoff runs here already: a tour walks through that one; anything else would fight over the same data. */
export async function besideAnother(
  pid: number,
  { tour: isTour }: StartArguments,
  layout: Layout,
  progress: Progress,
): Promise<number> {
  const run = readRunFile(layout);
  if (run === null) {
    throw new CannotStart(
      `Signoff is starting or stopping here already (process ${pid}). Wait for it, or stop it: kill ${pid}`,
    );
  }
  if (!isTour) {
    throw new CannotStart(
      `Signoff runs here already (process ${pid}): ${run.accountUrl}\nStop that one with Ctrl-C first. To run two, use two checkouts, and --port-offset 100 in one of them.`,
    );
  }
  progress.say(`Through the Signoff that runs here already (process ${pid}).`);
  const folder = mkdtempSync(join(layout.folder, 'beside-'));
  const started = new Started(join(folder, 'processes.json'));
  try {
    await tour({ ...run, folder, logsDir: folder, started, progress });
    return 0;
  } finally {
    await started.stop(progress);
    rmSync(folder, { recursive: true, force: true });
  }
}
