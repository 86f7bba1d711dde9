import { Arena } from './arena.js';
import { CONTESTS, type Contest } from './contests.js';
import { holdRaces } from './hold-races.js';

/** All contests on one stack, so many races each, and the audit of all of them. */
export function describeRaces(name: string, count: number): void {
  describe('what is under way while its session is signed out', () => {
    let arena: Arena;
    beforeAll(async () => {
      arena = await Arena.open({ name });
    });
    afterAll(() => arena?.close());

    it.each(Object.keys(CONTESTS) as Contest[])(
      `lets nobody in once it is blocked, and keeps nobody out before, in ${count} races: %s`,
      async (contest) => {
        const { races, inTheWindow, wrong } = await holdRaces(arena, contest, count);
        expect(wrong).toEqual([]);
        expect(races).toHaveLength(count);
        // Else the races were none.
        expect(inTheWindow).toBeGreaterThanOrEqual(count / 5);
        expect(new Set(races.map(({ outcome }) => outcome)).size).toBeGreaterThan(1);
      },
    );

    it('and the audit of all of them finds nothing', async () => {
      const { findings, tally } = await arena.log.audit(arena.stack.room);
      expect(findings.slice(0, 20)).toEqual([]);
      expect(tally.sessions).toBeGreaterThan(4 * count);
    });
  });
}
