import fc from 'fast-check';
import { accountsIn, classOf, EMPTY_DRAFT, type Draft } from './draft.js';

const draft = (over: Partial<Draft>): Draft => ({ ...EMPTY_DRAFT, ...over });

describe('the class that the form speaks of', () => {
  it('is none until somebody says whose sessions are to end', () => {
    expect(classOf(EMPTY_DRAFT).class).toBeNull();
    expect(classOf(draft({ who: 'class' })).class).toBeNull();
    expect(classOf(draft({ who: 'accounts', accounts: ' \n, ' })).class).toBeNull();
  });

  it('is everyone only where that was said: never by leaving everything out', () => {
    expect(classOf(draft({ who: 'everyone', kinds: ['tv'] })).class).toEqual({});
    const texts = fc.constantFrom('', ' ', '\t');
    fc.assert(
      fc.property(texts, texts, texts, (minAppVersion, maxAppVersion, accounts) => {
        for (const who of ['unsaid', 'class', 'accounts'] as const)
          expect(classOf(draft({ who, minAppVersion, maxAppVersion, accounts })).class).toBeNull();
      }),
    );
  });

  it('names what was chosen, and nothing else', () => {
    expect(
      classOf(
        draft({
          who: 'class',
          kinds: ['tv'],
          models: ['Model One'],
          maxAppVersion: ' 4.2.1 ',
          accounts: 'a@x.test',
        }),
      ).class,
    ).toEqual({ kinds: ['tv'], models: ['Model One'], maxAppVersion: '4.2.1' });
  });

  it('gives the moment with its zone, and refuses what is no date', () => {
    const chosen = classOf(draft({ who: 'class', enrolledBefore: '2026-03-03T12:00' })).class;
    expect(Date.parse(chosen?.enrolledBefore ?? '')).toBe(new Date(2026, 2, 3, 12).getTime());
    expect(classOf(draft({ who: 'class', enrolledBefore: 'soon' })).missing).toBe('That is no whole date.');
  });

  it('takes accounts a line each or with commas, each once', () => {
    expect(accountsIn('ann@x.test\n ben@x.test , ann@x.test\n\n')).toEqual(['ann@x.test', 'ben@x.test']);
  });
});
