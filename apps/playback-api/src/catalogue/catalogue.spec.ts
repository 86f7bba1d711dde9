import { artworkOf } from './artwork.js';
import { recommend } from './recommend.js';
import { TITLES, titleOf } from './titles.js';

describe('the catalogue', () => {
  it('has titles of different names, each with artwork of its own', () => {
    expect(new Set(TITLES.map(({ id }) => id)).size).toBe(TITLES.length);
    expect(new Set(TITLES.map(artworkOf)).size).toBe(TITLES.length);
  });

  it.each(['', 'toString', '../salt', 7, undefined])('knows no title %p', (id) => {
    expect(() => titleOf(id)).toThrow('There is no such title.');
  });

  it('recommends what is of the kinds watched last, not what was watched', () => {
    const [first, second] = recommend(TITLES, [{ titleId: 'salt' }, { titleId: 'low-orbit' }], 'p1');
    expect([first, second]).toEqual(['the-ferry', 'far-side']);
  });

  it('recommends something to a profile that has watched nothing, and nothing to one that has watched all', () => {
    expect(recommend(TITLES, [], 'p1')).toHaveLength(4);
    expect(
      recommend(
        TITLES,
        TITLES.map(({ id }) => ({ titleId: id })),
        'p1',
      ),
    ).toEqual([]);
  });
});
