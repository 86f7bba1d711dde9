import type { SessionFacts } from '#libs/revocation-index';
import { isEmpty, TileStates } from './tile-states.js';
import type { WallBatch } from './wall.js';

const NOTHING = { present: null, blocked: [], confirmed: [] };

const aSession = (sid: string, seq: number, kind = 'tv'): SessionFacts => ({
  sid,
  sub: 'ann',
  seq,
  kind,
  model: 'One',
  appVersion: '1.0',
});

describe('the tiles of a wall', () => {
  const aWall = () =>
    new TileStates({
      id: 'w',
      madeAt: 0,
      sessions: [aSession('a', 1), aSession('b', 2, 'phone'), aSession('c', 3)],
    });

  it('say who came and who went since they were last asked about', () => {
    const states = aWall();
    expect(states.change(1, { ...NOTHING, present: ['c', 'a', 'nobody here'] })).toEqual({
      atMs: 1,
      online: [0, 2],
      offline: [],
      blocked: [],
      confirmed: [],
    } satisfies WallBatch);
    expect(states.change(2, { ...NOTHING, present: ['b', 'c'] })).toMatchObject({
      online: [1],
      offline: [0],
    });
    expect(isEmpty(states.change(3, { ...NOTHING, present: ['b', 'c'] }))).toBe(true);
  });

  it('go on as they were while nobody was asked who is there', () => {
    const states = aWall();
    states.change(1, { ...NOTHING, present: ['a'] });
    expect(isEmpty(states.change(2, NOTHING))).toBe(true);
    expect(states.whole(3).online).toEqual([0]);
  });

  it('are blocked by what covers them, once, and never taken back', () => {
    const states = aWall();
    const tvs = { type: 'class', cutoff: 2, kinds: ['tv'] } as const;
    expect(states.change(1, { ...NOTHING, blocked: [tvs] }).blocked).toEqual([0]);
    const both = [{ type: 'session', sid: 'c' }, tvs] as const;
    expect(states.change(2, { ...NOTHING, blocked: both }).blocked).toEqual([2]);
    expect(states.change(3, { ...NOTHING, blocked: both }).blocked).toEqual([]);
    const account = { type: 'account', sub: 'ann', cutoff: 9, exceptSid: 'c' } as const;
    expect(states.change(4, { ...NOTHING, blocked: [account] }).blocked).toEqual([1]);
  });

  it('are confirmed once; somebody who comes late is told all of it at once', () => {
    const states = aWall();
    expect(states.change(1, { ...NOTHING, confirmed: ['b', 'x'] }).confirmed).toEqual([1]);
    expect(states.change(2, { ...NOTHING, confirmed: ['b', 'c'] }).confirmed).toEqual([2]);
    states.change(3, { present: ['a'], blocked: [{ type: 'session', sid: 'a' }], confirmed: [] });
    expect(states.whole(4)).toEqual({
      atMs: 4,
      online: [0],
      offline: [1, 2],
      blocked: [0],
      confirmed: [1, 2],
    });
  });
});
