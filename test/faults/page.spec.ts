import type { Fault, Row } from './fault.js';
import { FAULTS, OF_SERVERS, OF_STORES_AND_DEVICES } from './faults.js';
import { faultsSection, soakSection } from './page.js';
import { growthOf, median } from './soak/growth.js';

const fault: Fault = {
  id: 'kafka-away',
  what: 'Kafka is away.',
  lastsMs: { full: 0, short: 0 },
  begin: async () => ({}),
};
const row: Row = {
  id: 'kafka-away',
  load: 12,
  answered: 40,
  lost: 0,
  wronglyEnded: 0,
  letIn: 0,
  healMs: 1_234,
  found: [],
};

describe('the page of faults', () => {
  it('has a line for each fault, and says what it does and how to run it again', () => {
    const page = faultsSection([fault], [row], 'a machine');
    expect(page).toContain('| `kafka-away` | 12 | 40 | 0 | 0 | 0 | 1.23 s |');
    expect(page).toContain('- `kafka-away`: Kafka is away.');
    expect(page).toContain('40 sign-outs were answered while 1 things broke: 0 lost');
    expect(page).toContain('On a machine');
    expect(page).not.toContain('Found:');
  });

  it('hides nothing that was found', () => {
    const page = faultsSection([fault], [{ ...row, lost: 2, found: ['r1 is not in force'] }], 'a machine');
    expect(page).toContain('2 lost');
    expect(page).toContain('- `kafka-away`: r1 is not in force');
  });

  it('says what grew in a soak', () => {
    const growths = [growthOf({ name: 'heap', values: [1, 1, 1, 9, 9, 9], mayGrow: 2 })];
    const soaked = { ...row, id: 'soak', found: ['one was not linked'] };
    const page = soakSection({ minutes: 10, samples: 6, row: soaked, growths }, 'a machine');
    expect(page).toContain('- `soak`: one was not linked');
    expect(page).toContain('1 of 1 measures grew');
    expect(page).toContain('| heap | 1.0 | 9.0 | 2 | **grew** |');
  });
});

it('every row has a short form in one of the specs of `npm test`, and in one alone', () => {
  const ids = (faults: readonly Fault[]): string[] => faults.map(({ id }) => id).sort();
  expect(ids([...OF_SERVERS, ...OF_STORES_AND_DEVICES])).toEqual(ids(FAULTS));
});

describe('what grows', () => {
  it('is told by the medians of the first and the last third, whatever one sample says', () => {
    const grew = (...values: number[]): boolean => growthOf({ name: 'n', values, mayGrow: 1 }).grew;
    expect(grew(5, 5, 5, 5, 5, 5, 5, 5, 50)).toBe(false);
    expect(grew(5, 5, 5, 6, 6, 6, 7, 7, 7)).toBe(true);
    expect(grew(9, 9, 9, 5, 5, 5)).toBe(false);
  });

  it('is not ruled out by what could not be measured', () => {
    expect(growthOf({ name: 'n', values: [], mayGrow: 1 }).grew).toBe(true);
    expect(growthOf({ name: 'n', values: [1, Number.NaN, Number.NaN], mayGrow: 1 }).grew).toBe(true);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
