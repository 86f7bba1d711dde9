import { existsSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { CannotStart, wordsFor } from '../cannot-start.js';
import { endLeftOvers } from '../processes/end-process.js';
import { takeLock } from '../processes/lock.js';
import type { Progress } from '../progress.js';
import { composeDown } from '../services/docker/compose.js';
import { recordedHome } from '../services/postgres/home.js';
import { ServicesRecord } from '../services/record.js';
import { readArguments } from './arguments.js';
import { layoutOf } from './layout.js';

/** `npm run reset`. Resolves with the exit code. */
export async function reset(progress: Progress): Promise<number> {
  try {
    const args = readArguments([], process.env);
    if (args === 'help') return 0;
    const layout = layoutOf(args.config.dataDir);
    if (!existsSync(layout.folder)) {
      progress.say('There is nothing to clear.');
      return 0;
    }
    const lock = takeLock(layout.lock);
    if (!('release' in lock)) {
      throw new CannotStart(`Signoff runs here (process ${lock.pid}). Stop it with Ctrl-C, then clear.`);
    }
    await endLeftOvers(layout.ledger);
    const record = new ServicesRecord(layout.folder);
    if (record.keptBy('postgres') === 'docker' || record.keptBy('kafka') === 'docker') {
      await progress.during('Docker is deleting its containers and their data', composeDown(process.cwd()));
    }
    const home = recordedHome(layout.folder);
    if (home?.elsewhere) rmSync(home.elsewhere, { recursive: true, force: true });
    rmSync(layout.folder, { recursive: true, force: true });
    progress.say(`${relative('', layout.folder)} is cleared. npm start begins anew.`);
    return 0;
  } catch (error) {
    const words = wordsFor(error);
    if (words === null) throw error;
    progress.say(words);
    return 1;
  }
}
