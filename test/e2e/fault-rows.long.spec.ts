import { FAULTS } from '../faults/faults.js';
import { Rig } from '../faults/rig.js';
import { Rows } from '../faults/row.js';

/** Only to end what hangs. */
const A_ROW_MS = 300_000;

describe('a sign-out that was answered, when something breaks', () => {
  let rig: Rig;
  let rows: Rows;
  beforeAll(async () => {
    rig = await Rig.open({ name: 'fault-rows', form: 'short' });
    rows = new Rows(rig);
  }, A_ROW_MS);
  afterAll(() => rig?.close(), A_ROW_MS);

  // The short form of each row of docs/reliability.md.
  it.each(FAULTS.map((fault) => [fault.id, fault.what, fault] as const))(
    'is in force, ends nobody else and lets nobody in: %s. %s',
    async (_id, _what, fault) => {
      const { answered, healMs, ...row } = await rows.row(fault);
      process.stdout.write(`${fault.id}: ${answered} answered, healed after ${healMs} ms\n`);
      expect(row).toMatchObject({ found: [], lost: 0, wronglyEnded: 0, letIn: 0 });
      expect(answered).toBeGreaterThan(0);
    },
    A_ROW_MS,
  );
});
