import { mkdirSync, rmSync } from 'node:fs';
import { diskFull, wordsFor } from '../cannot-start.js';
import { endLeftOvers } from '../processes/end-process.js';
import { takeLock } from '../processes/lock.js';
import { stopSignal } from '../processes/stop-signal.js';
import { Started } from '../processes/started.js';
import type { Progress } from '../progress.js';
import { readArguments, USAGE, type StartArguments } from './arguments.js';
import { besideAnother } from './beside-another.js';
import { bringUp } from './bring-up.js';
import { checkDisk, isFull } from './check-disk.js';
import { layoutOf, type Layout } from './layout.js';

/** `npm start`, once everything is installed and built. Resolves with the exit code when all is stopped again. */
export async function start(argv: readonly string[], progress: Progress): Promise<number> {
  const asked = stopSignal();
  try {
    const args = readArguments(argv, process.env);
    if (args === 'help') {
      progress.say(USAGE);
      return 0;
    }
    const layout = layoutOf(args.config.dataDir);
    mkdirSync(layout.folder, { recursive: true });
    await checkDisk(layout.folder);
    const lock = takeLock(layout.lock);
    if (!('release' in lock)) return await besideAnother(lock.pid, args, layout, progress);
    try {
      return await run(args, layout, progress, asked);
    } finally {
      rmSync(layout.run, { force: true });
      lock.release();
    }
  } catch (error) {
    return failed(error, progress);
  }
}

async function run(
  args: StartArguments,
  layout: Layout,
  progress: Progress,
  asked: Promise<'asked'>,
): Promise<number> {
  const left = await endLeftOvers(layout.ledger);
  if (left.length > 0) progress.say(`The last start was killed. Ended what it had left: ${left.join(', ')}.`);
  const started = new Started(layout.ledger);
  try {
    const end = await Promise.race([bringUp(args, layout, started, progress), asked, started.died]);
    if (end === 'finished') return 0;
    if (end === 'asked') {
      progress.say('\nStopping…');
      return 0;
    }
    const { spec, exit } = end;
    progress.say(
      `\n${spec.name} ended by itself (${exit?.signal ?? `exit code ${exit?.code}`}). Its log: ${spec.logFile}\nStopping the rest…`,
    );
    await tellIfFull(layout, progress);
    return 1;
  } catch (error) {
    const code = failed(error, progress);
    await tellIfFull(layout, progress);
    return code;
  } finally {
    await started.stop(progress);
  }
}

async function tellIfFull({ folder }: Layout, { say }: Progress): Promise<void> {
  if (await isFull(folder)) say(`\n${diskFull(folder)}`);
}

function failed(error: unknown, { say }: Progress): number {
  const words = wordsFor(error);
  say(`\n${words ?? `Signoff stopped on a fault of its own:\n${(error as Error).stack ?? String(error)}`}`);
  return 1;
}
