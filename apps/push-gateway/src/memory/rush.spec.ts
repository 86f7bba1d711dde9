import { Rush, type Sight } from './rush.js';

describe('a rush of devices', () => {
  let rush: Rush;
  let sight: Sight;
  beforeEach(() => {
    rush = new Rush();
    sight = { arrived: 0, registered: 0, isTelling: false, utilisation: 0.05 };
  });
  const arrive = (count: number, others: Partial<Sight> = {}): boolean => {
    const { arrived, registered } = sight;
    sight = { ...sight, arrived: arrived + count, registered: registered + count };
    return rush.isOver({ ...sight, ...others });
  };
  /** At which of so many looks it was over. */
  const looks = (count: number, others: Partial<Sight> = {}): readonly number[] =>
    Array.from({ length: count }, (_, look) => look).filter(() => arrive(3, others));

  it('is over once, at the end of a lull', () => {
    for (let look = 0; look < 10; look++) expect(arrive(800)).toBe(false);
    expect(looks(100)).toEqual([3]);
  });

  it('is one with what comes after a pause, as those do who were sent away first', () => {
    arrive(5_000);
    expect(looks(3)).toEqual([]);
    arrive(5_000);
    expect(looks(10)).toEqual([3]);
  });

  it.each([
    ['somebody is being told', { isTelling: true }],
    ['there is much to do, such as the receipts of a campaign', { utilisation: 0.3 }],
  ])('is not over while %s, nor right after it', (_, busy) => {
    arrive(5_000);
    expect(looks(2)).toEqual([]);
    expect(looks(50, busy)).toEqual([]);
    expect(looks(10)).toEqual([3]);
  });

  it('is no matter if it is of few, or of a small part of those that are here', () => {
    arrive(990);
    expect(looks(10)).toEqual([]);
    arrive(40_000);
    expect(looks(10)).toEqual([3]);
    arrive(4_000);
    expect(looks(10)).toEqual([]);
  });

  it('is not made of a trickle, however long it lasts', () => {
    sight = { ...sight, registered: 10_000 };
    for (let look = 0; look < 1_000; look++) {
      sight = { ...sight, arrived: sight.arrived + 90 };
      expect(rush.isOver(sight)).toBe(false);
    }
  });

  it('is made of devices that return too, though none is more than before', () => {
    sight = { ...sight, registered: 10_000 };
    for (let look = 0; look < 10; look++) {
      sight = { ...sight, arrived: sight.arrived + 1_000 };
      rush.isOver(sight);
    }
    expect(looks(10)).toEqual([3]);
  });
});
