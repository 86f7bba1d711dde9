import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Row } from '../fault.js';
import { withAdmin } from '../kinds/kafka.js';
import { Rig, type Form } from '../rig.js';
import { Rows } from '../row.js';
import { growthOf, type Growth } from './growth.js';
import { Samples } from './samples.js';

export interface Soaked {
  readonly minutes: number;
  readonly samples: number;
  readonly row: Row;
  readonly growths: readonly Growth[];
}

/** Caches, compilers and pools fill at first. */
const WARM_UP = 0.2;

/** The load of the faults and no fault, for so long. */
export async function runSoak(options: {
  readonly minutes: number;
  readonly everyMs: number;
  readonly form: Form;
  readonly say?: (line: string) => void;
}): Promise<Soaked> {
  const { minutes, everyMs, form, say = () => undefined } = options;
  const heaps = mkdtempSync(join(tmpdir(), 'signoff-soak-'));
  const nodeOptions = ['--expose-gc', '--import', './test/faults/soak/soak-preload.mjs'];
  const env = { TEST_SOAK_DIR: heaps, TEST_SOAK_EVERY_MS: String(everyMs) };
  const rig = await Rig.open({ name: 'soak', form, nodeOptions, env });
  try {
    return await withAdmin(rig, async (admin) => {
      const samples = new Samples(rig, admin, heaps);
      let taken = 0;
      let isOver = false;
      const taking = (async (): Promise<void> => {
        while (!isOver) {
          await samples.take();
          if (++taken % 12 === 0) say(`  ${taken} samples, ${rig.load.ledger.signOuts.length} sign-outs`);
          await delay(everyMs);
        }
      })();
      const lastsMs = minutes * 60_000;
      const row = await new Rows(rig).row({
        id: 'soak',
        what: 'Nothing breaks.',
        lastsMs: { full: lastsMs, short: lastsMs },
        begin: async () => ({
          end: async () => {
            isOver = true;
            await taking;
          },
        }),
      });
      const growths = samples.series(WARM_UP).map(growthOf);
      return { minutes, samples: taken, row, growths };
    });
  } finally {
    await rig.close();
    rmSync(heaps, { recursive: true });
  }
}
