import fc from 'fast-check';
import { ProblemError } from '../../api/problem.js';
import type { Campaign, Figures } from '../api/shapes.js';
import { accountOf, paceWords, progressWords } from './campaign-words.js';
import { classWords } from './class-words.js';
import { numberWords, rateWords, shareWords, typedNumber } from './numbers.js';
import { operatorProblemWords } from './operator-problem-words.js';

describe('the words of the operators’ pages', () => {
  it.each([
    [{}, 'Everyone, everywhere'],
    [{ kinds: [] }, 'Everyone, everywhere'],
    [{ kinds: ['tv'] }, 'TVs'],
    [{ kinds: ['tv', 'phone'], models: ['A', 'B'] }, 'TVs and phones of A and B'],
    [{ models: ['A', 'B', 'C', 'D', 'E'] }, 'All devices of A, B and 3 other models'],
    [{ kinds: ['tv'], minAppVersion: '4', maxAppVersion: '5' }, 'TVs, app version 4 to 5'],
    [{ maxAppVersion: '4.0.0' }, 'All devices, app version 4.0.0 or older'],
    [{ accounts: ['a@x.test'] }, 'Everything of a@x.test'],
    [{ accounts: ['1', '2', '3', '4'] }, 'Everything of 4 accounts'],
  ])('a class %j reads "%s"', (chosen, words) => {
    expect(classWords(chosen)).toBe(words);
  });

  it.each([
    ['12480', 12_480],
    ['12,480', 12_480],
    [' 12 480 ', 12_480],
    ['12.480', 12_480],
    ['1,248,000', 1_248_000],
    ['12,48', null],
    ['12480 sessions', null],
    ['-3', null],
    ['1e3', null],
    ['', null],
  ])('typed %j is the number %s', (text, number) => {
    expect(typedNumber(text)).toBe(number);
  });

  it('a number typed as it is shown is that number', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), (count) => expect(typedNumber(numberWords(count))).toBe(count)),
    );
  });

  it('a share is never rounded up to all, nor down to none', () => {
    expect(shareWords(99_999, 100_000)).toBe('>99 %');
    expect(shareWords(1, 100_000)).toBe('<1 %');
    expect([shareWords(0, 7), shareWords(7, 7), shareWords(0, 0)]).toEqual(['0 %', '100 %', '0 %']);
    expect([rateWords(0.42), rateWords(148.2)]).toEqual(['0.4 a second', '148 a second']);
  });

  const campaign = (count: number, figures: Partial<Figures>): Campaign =>
    ({
      count,
      status: 'running',
      confirmedPerS: 0,
      secondsLeft: null,
      figures: { blocked: 0, told: 0, confirmed: 0, unreachable: 0, online: 0, ...figures },
    }) as Campaign;

  it('an account adds up to the count, whatever is reported and in whichever order it came', () => {
    const nat = fc.nat(2_000);
    fc.assert(
      fc.property(nat, nat, nat, nat, nat, (count, blocked, told, confirmed, unreachable) => {
        const account = accountOf(campaign(count, { blocked, told, confirmed, unreachable }));
        const parts: readonly number[] = Object.values(account);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(count);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('a pace is told while something moves, and what is left where that is known', () => {
    expect(paceWords(campaign(1, {}))).toBeNull();
    expect(paceWords({ ...campaign(1, {}), confirmedPerS: 12, secondsLeft: 0 })).toBeNull();
    expect(paceWords({ ...campaign(1, {}), confirmedPerS: 12 })).toBe('12 a second');
    expect(paceWords({ ...campaign(1, {}), confirmedPerS: 12, secondsLeft: 3.2 })).toBe(
      '12 a second, about 4 s left',
    );
    expect(paceWords({ ...campaign(1, {}), confirmedPerS: 2, secondsLeft: 150 })).toContain('2 minutes left');
  });

  it('a progress names those who were not reached, and says of a waiting campaign that none was ended', () => {
    expect(progressWords(campaign(3, { blocked: 3, confirmed: 2, unreachable: 1 }))).toBe(
      '3 devices blocked, 2 confirmed, 1 not reached',
    );
    expect(progressWords({ ...campaign(1, {}), status: 'waiting' })).toBe('1 device, none ended yet');
  });

  it('a refused class is told by the member to mend', () => {
    const error = new ProblemError(
      'campaign_class_invalid',
      null,
      null,
      {},
      { detail: 'class.kinds must not be empty' },
    );
    expect(operatorProblemWords(error).next).toBe('Class.kinds must not be empty.');
    expect(operatorProblemWords(new ProblemError('sign_in_failed')).what).toContain('operator');
  });
});
