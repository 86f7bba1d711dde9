import type { SignOut } from '../api/shapes.js';
import { ProblemError } from '../api/problem.js';
import { activityWords } from './activity-words.js';
import { countWords, lastActiveWords } from './device-words.js';
import { agoWords, durationWords } from './duration.js';
import { problemWords } from './problem-words.js';
import { signOutWords } from './sign-out-words.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('the words of the pages', () => {
  it.each([
    [0, '1 ms'],
    [5.6, '6 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [1_420, '1.4 s'],
    [12_400, '12 s'],
    [59_600, '1 minute'],
    [3 * HOUR + MINUTE, '3 hours'],
    [50 * HOUR, '2 days'],
  ])('%d ms reads "%s"', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });

  it.each([
    [-5_000, 'a moment ago'],
    [59_000, 'a moment ago'],
    [MINUTE, '1 minute ago'],
    [5 * HOUR, '5 hours ago'],
    [DAY, 'yesterday'],
    [3 * DAY, '3 days ago'],
    [40 * DAY, 'on 22 January 2026'],
  ])('%d ms before now is "%s"', (ms, words) => {
    const now = Date.UTC(2026, 2, 3, 12);
    expect(agoWords(now - ms, now)).toBe(words);
  });

  it('counts devices by kind, and says nothing of kinds there are none of', () => {
    expect(countWords([{ kind: 'browser' }, { kind: 'tv' }, { kind: 'tv' }])).toBe('2 TVs and 1 browser');
    expect(countWords([{ kind: 'tv' }, { kind: 'phone' }, { kind: 'browser' }])).toBe(
      '1 TV, 1 phone and 1 browser',
    );
    expect(countWords([])).toBe('');
  });

  it('a device that is connected is online now, whenever it was last seen', () => {
    expect(lastActiveWords({ online: true, lastSeenAt: 0 }, DAY)).toBe('Online now');
    expect(lastActiveWords({ online: false, lastSeenAt: 0 }, HOUR)).toBe('Last active 1 hour ago');
  });
});

describe('the two clocks in words', () => {
  const aSignOut = (overrides: Partial<SignOut> = {}): SignOut => ({
    revocationId: 'r1',
    requestedAt: 1_000,
    blockedAt: 1_006.2,
    confirmedAt: 1_014.1,
    awaitsReceipt: true,
    reachable: true,
    ...overrides,
  });
  const text = (kind: 'tv' | 'phone' | 'browser', signOut: SignOut): string => {
    const { blocked, wiped } = signOutWords(kind, signOut);
    return wiped === null ? blocked : `${blocked} ${wiped}`;
  };

  it.each<[string, Partial<SignOut>, string, string]>([
    ['both', {}, 'done', 'Blocked 6 ms after you pressed. The TV reports it is wiped, 14 ms.'],
    ['neither yet', { blockedAt: null, confirmedAt: null }, 'working', 'Blocking it everywhere…'],
    [
      'no receipt yet',
      { confirmedAt: null },
      'working',
      'Blocked 6 ms after you pressed. Waiting for the TV to report it is wiped…',
    ],
    [
      'a receipt before the last server',
      { blockedAt: null },
      'working',
      'Blocking it everywhere… The TV reports it is wiped, 14 ms.',
    ],
    [
      'not reachable',
      { confirmedAt: null, reachable: false },
      'later',
      'Blocked 6 ms after you pressed. Not reachable now: it is blocked and cannot play, and will be wiped when it returns.',
    ],
    [
      'back after hours',
      { confirmedAt: 1_000 + 3 * HOUR },
      'done',
      'Blocked 6 ms after you pressed. The TV came back after 3 hours and reports it is wiped.',
    ],
  ])('%s', (_, overrides, progress, words) => {
    const signOut = aSignOut(overrides);
    expect(text('tv', signOut)).toBe(words);
    expect(signOutWords('tv', signOut).progress).toBe(progress);
  });

  it('a browser has no second clock, and neither has what a device ended itself', () => {
    expect(text('browser', aSignOut({ awaitsReceipt: false, reachable: null, confirmedAt: null }))).toBe(
      'Signed out.',
    );
    expect(text('phone', aSignOut({ awaitsReceipt: false, reachable: null, confirmedAt: null }))).toBe(
      'Signed out by the phone itself, or linked anew.',
    );
  });
});

describe('errors in plain words', () => {
  it('says what happened and what to do, for a code of the registry', () => {
    expect(problemWords(new ProblemError('user_code_expired'))).toEqual({
      what: 'That code has expired.',
      next: 'Ask for a new code on your device, and type that one.',
    });
  });

  it('says how long to wait', () => {
    expect(problemWords(new ProblemError('too_many_requests', null, 30)).next).toBe(
      'Try again in 30 seconds.',
    );
    expect(problemWords(new ProblemError('too_many_requests', null, 5)).next).toBe('Try again in 5 seconds.');
    expect(problemWords(new ProblemError('too_many_requests', null, 90)).next).toBe('Try again in 1 minute.');
  });

  it('a code newer than these pages is told in the server’s own words', () => {
    const newer = new ProblemError('moon_in_the_way' as 'internal_error', 'The moon is in the way.');
    expect(problemWords(newer).what).toBe('The moon is in the way.');
  });

  it('an activity newer than these pages is told in general', () => {
    const device = { kind: 'tv', name: 'Living room', model: 'Model One' };
    expect(activityWords({ id: '1', at: 0, type: 'moved', device })).toBe(
      'Something changed for Living room',
    );
    expect(activityWords({ id: '1', at: 0, type: 'session-confirmed', device })).toBe(
      'Living room reported that it is wiped',
    );
  });
});
