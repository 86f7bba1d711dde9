import fc from 'fast-check';
import { covers, type ClassPredicate, type SessionFacts } from '#libs/revocation-index';
import { kindsOf, type DeviceClass } from '../device-class.js';
import { endsAllOf } from './ended-up-to.js';

const KINDS = ['tv', 'phone'] as const;
const MODELS = ['Aurora', 'Panorama', 'Pixel'] as const;
const VERSIONS = ['1.0', '2.0', '3.0'] as const;
const some = <T>(all: readonly T[]) => fc.option(fc.subarray([...all], { minLength: 1 }), { nil: undefined });
const maybe = <T>(all: readonly T[]) => fc.option(fc.constantFrom(...all), { nil: undefined });
const given = <T extends object>(all: T): T =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;

const predicates = fc
  .record({
    kinds: some(KINDS),
    models: some(MODELS),
    minAppVersion: maybe(VERSIONS),
    share: maybe([{ from: 0, to: 0.5 }]),
  })
  .map((facts) => given({ type: 'class', cutoff: 10, ...facts }) as ClassPredicate);
const classes = fc
  .record({ kinds: some(KINDS), models: some(MODELS) })
  .map((facts) => given(facts) as DeviceClass);
const sessions = fc.record({
  sid: fc.uuid(),
  sub: fc.constant('somebody'),
  seq: fc.integer({ min: 1, max: 10 }),
  kind: fc.constantFrom(...KINDS),
  model: fc.constantFrom(...MODELS),
  appVersion: fc.constantFrom(...VERSIONS),
});

const isOf = ({ kind, model }: SessionFacts, deviceClass: DeviceClass): boolean =>
  kindsOf(deviceClass).includes(kind) && (deviceClass.models?.includes(model) ?? true);

describe('what an earlier campaign leaves of a class', () => {
  it('is no session up to its cut-off, whichever version the device has or will have', () => {
    fc.assert(
      fc.property(predicates, classes, sessions, (predicate, deviceClass, session) => {
        if (!endsAllOf(predicate, deviceClass) || !isOf(session, deviceClass)) return;
        for (const appVersion of VERSIONS) expect(covers(predicate, { ...session, appVersion })).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, Partial<ClassPredicate>, DeviceClass, boolean]>([
    ['everyone, of everyone', {}, {}, true],
    ['everyone, as campaigns say it', { kinds: ['tv', 'phone'] }, {}, true],
    ['everyone, of a model', { kinds: ['tv', 'phone'] }, { models: ['Aurora'] }, true],
    ['a model, of the same', { models: ['Aurora', 'Pixel'] }, { models: ['Aurora'] }, true],
    ['a model, of everyone', { models: ['Aurora'] }, {}, false],
    ['televisions, of everyone', { kinds: ['tv'] }, {}, false],
    ['one stage', { share: { from: 0, to: 0.1 } }, {}, false],
    ['a version, of which devices are no more', { maxAppVersion: '2.0' }, { maxAppVersion: '2.0' }, false],
  ])('%s', (_, predicate, deviceClass, ends) => {
    expect(endsAllOf({ type: 'class', cutoff: 10, ...predicate }, deviceClass)).toBe(ends);
  });
});
