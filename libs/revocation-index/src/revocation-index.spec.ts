import fc from 'fast-check';
import { covers, parsePredicate, RevocationIndex, type Predicate, type SessionFacts } from './index.js';

const sid = fc.constantFrom('s1', 's2', 's3', 's4');
const sub = fc.constantFrom('ann', 'bob');
const cutoff = fc.integer({ min: 0, max: 6 });
const version = fc.constantFrom('1.0', '1.2', '1.10', '2.0.1');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const predicate: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record({ type: fc.constant('session' as const), sid }),
  fc.record({ type: fc.constant('account' as const), sub, cutoff, exceptSid: optional(sid) }),
  fc.record({
    type: fc.constant('class' as const),
    cutoff,
    kinds: optional(fc.constantFrom(['tv'], ['phone'], ['tv', 'phone'])),
    minAppVersion: optional(version),
    maxAppVersion: optional(version),
    share: optional(fc.constantFrom({ from: 0, to: 0.5 }, { from: 0.5, to: 1 })),
  }),
) as fc.Arbitrary<Predicate>;
const session: fc.Arbitrary<SessionFacts> = fc.record({
  sid,
  sub,
  seq: fc.integer({ min: 1, max: 7 }),
  kind: fc.constantFrom('tv', 'phone'),
  model: fc.constantFrom('a', 'b'),
  appVersion: version,
});

describe('the revocation index', () => {
  it('revokes exactly the sessions that some predicate covers, in whatever order and however often they came', () => {
    fc.assert(
      fc.property(
        fc.array(predicate, { maxLength: 12 }),
        fc.nat(),
        session,
        (predicates, rotation, facts) => {
          const index = new RevocationIndex();
          const shift = predicates.length === 0 ? 0 : rotation % predicates.length;
          for (const one of [...predicates.slice(shift), ...predicates, ...predicates.slice(0, shift)]) {
            index.add(one, 1_000);
          }
          expect(index.revokes(facts)).toBe(predicates.some((one) => covers(one, facts)));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('never revives a session before its entry may go, whatever lifetimes were merged', () => {
    const dated = fc.tuple(predicate, fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(
        fc.array(dated, { maxLength: 12 }),
        fc.integer({ min: 0, max: 25 }),
        session,
        (all, now, facts) => {
          const index = new RevocationIndex();
          for (const [one, expiresAt] of all) index.add(one, expiresAt);
          index.prune(now);
          const mustHold = all.some(([one, expiresAt]) => expiresAt > now && covers(one, facts));
          if (mustHold) expect(index.revokes(facts)).toBe(true);
          else if (!all.some(([one]) => covers(one, facts))) expect(index.revokes(facts)).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is empty again once everything has expired', () => {
    fc.assert(
      fc.property(fc.array(predicate), (predicates) => {
        const index = new RevocationIndex();
        for (const one of predicates) index.add(one, 5);
        index.prune(5);
        expect(index.size).toBe(0);
      }),
    );
  });

  it('is pruned in slices with lookups and additions in between, as if at once', () => {
    const dated = fc.tuple(predicate, fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(
        fc.array(dated, { maxLength: 20 }),
        fc.array(dated, { maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        session,
        (before, meanwhile, slice, facts) => {
          const index = new RevocationIndex();
          for (const [one, expiresAt] of before) index.add(one, expiresAt);
          const all = [...before];
          const slices = index.pruning(5, slice);
          for (let n = 0; slices.next().done !== true; n++) {
            const added = meanwhile[n];
            if (added === undefined) continue;
            index.add(...added);
            all.push(added);
            if (covers(added[0], facts)) expect(index.revokes(facts)).toBe(true);
          }
          if (all.some(([one, expiresAt]) => expiresAt > 5 && covers(one, facts))) {
            expect(index.revokes(facts)).toBe(true);
          }
          index.prune(9);
          expect([index.size, index.counts]).toEqual([0, { sids: 0, accounts: 0, classes: 0 }]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('says that a predicate is new whenever it ends a session that was not over', () => {
    fc.assert(
      fc.property(fc.array(predicate, { maxLength: 10 }), predicate, session, (held, added, facts) => {
        const index = new RevocationIndex();
        for (const one of held) index.add(one, 5);
        const wasOver = index.revokes(facts);
        const isNew = index.add(added, 5);
        if (!wasOver && index.revokes(facts)) expect(isNew).toBe(true);
        expect(index.add(added, 5)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('spares the excepted session of each cut-off alone, whatever others are merged with it', () => {
    const spared = { sid: 's1', sub: 'ann', seq: 3, kind: 'tv', model: 'a', appVersion: '1' };
    const allBut = (exceptSid: string | undefined, cutoff: number): Predicate => ({
      type: 'account',
      sub: 'ann',
      cutoff,
      ...(exceptSid === undefined ? {} : { exceptSid }),
    });
    const index = new RevocationIndex();
    index.add(allBut('s1', 4), 5);
    index.add(allBut('s1', 9), 5);
    expect([index.size, index.revokes(spared), index.revokes({ ...spared, sid: 's2' })]).toEqual([
      1,
      false,
      true,
    ]);
    index.add(allBut('s2', 4), 5);
    expect([index.size, index.revokes(spared)]).toEqual([2, true]);
    index.add(allBut(undefined, 9), 5);
    expect(index.size).toBe(1);
  });

  it('keeps one entry for an account signed out of everything again and again', () => {
    const index = new RevocationIndex();
    for (let cutoff = 1; cutoff <= 100; cutoff++) index.add({ type: 'account', sub: 'ann', cutoff }, cutoff);
    expect(index.size).toBe(1);
  });
});

describe('a predicate from the wire', () => {
  it('survives the wire unchanged', () => {
    fc.assert(
      fc.property(predicate, (one) => {
        const wire: unknown = JSON.parse(JSON.stringify(one));
        expect(parsePredicate(wire)).toEqual(wire);
      }),
    );
  });

  it.each([
    [null],
    [[]],
    [{ type: 'household', sub: 'ann' }],
    [{ type: 'toString' }],
    [{ type: 'session' }],
    [{ type: 'account', sub: 'ann', cutoff: -1 }],
    [{ type: 'account', sub: 'ann', cutoff: '7' }],
    [{ type: 'account', sub: 'ann', cutoff: 7, exceptKind: 'phone' }],
    [{ type: 'class', cutoff: 7, kinds: [] }],
    [{ type: 'class', cutoff: 7, share: { from: 0.5, to: 0.5 } }],
  ])('is refused whole when a part is not understood: %j', (value) => {
    expect(parsePredicate(value)).toBeNull();
  });

  it('orders versions by number, not by letter', () => {
    const facts = { sid: 's', sub: 'ann', seq: 1, kind: 'tv', model: 'a', appVersion: '1.10' };
    expect(covers({ type: 'class', cutoff: 1, maxAppVersion: '1.9' }, facts)).toBe(false);
    expect(covers({ type: 'class', cutoff: 1, minAppVersion: '1.9', maxAppVersion: '1.10.0' }, facts)).toBe(
      true,
    );
  });
});
