import type { Fault } from './fault.js';
import { Rig } from './rig.js';
import { Rows } from './row.js';

/** Only to end what hangs. */
const A_ROW_MS = 300_000;

/** The short forms of rows of docs/reliability.md as tests, one after the other on one installation under load. */
export function shortRows(name: string, faults: readonly Fault[]): void {
  let rig: Rig;
  let rows: Rows;
  beforeAll(async () => {
    rig = await Rig.open({ name, form: 'short' });
    rows = new Rows(rig);
  }, A_ROW_MS);
  afterAll(() => rig?.close(), A_ROW_MS);

  it.each(faults.map((fault) => [fault.id, fault.what, fault] as const))(
    'is in force, ends nobody else and lets nobody in: %s. %s',
    async (_id, _what, fault) => {
      const { answered, healMs, ...row } = await rows.row(fault);
      process.stdout.write(`${fault.id}: ${answered} answered, healed after ${healMs} ms\n`);
      expect(row).toMatchObject({ found: [], lost: 0, wronglyEnded: 0, letIn: 0 });
      expect(answered).toBeGreaterThan(0);
    },
    A_ROW_MS,
  );
}
