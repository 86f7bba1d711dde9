import fc from 'fast-check';
import type { Moment } from './moment.js';
import { FRESH_FOR_MS, holdUntil, isFromTheFuture, standing, type Facts } from './standing.js';

const at = (monotonicMs: number, wallMs = 5_000_000 + monotonicMs): Moment => ({ monotonicMs, wallMs });
/** The database's clock shows 700,000 when the monotonic one shows 0. */
const beat = (writtenAt: number, unsentForMs = 0, heardAt = writtenAt) => ({
  databaseTime: 700_000 + writtenAt,
  unsentForMs,
  heardAt,
});
const facts = (overrides: Partial<Facts> = {}): Facts => ({
  stopped: false,
  snapshot: { databaseTime: 700_000, askedAt: at(0) },
  understood: true,
  partitions: [0, 1],
  beats: new Map([
    [0, beat(1_000)],
    [1, beat(1_000)],
  ]),
  beatFromTheFuture: false,
  reportSentAt: 1_000,
  returned: true,
  lostPollAt: -Infinity,
  ...overrides,
});

describe('a point is fresh', () => {
  it('while every partition’s beat and its own report are younger than two seconds', () => {
    expect(standing(facts(), at(2_999))).toBeNull();
    expect(standing(facts(), at(3_000))).toBe('beats-old');
    expect(standing(facts({ reportSentAt: 999 }), at(2_999))).toBe('report-old');
  });

  it.each([
    ['stopped', { stopped: true }],
    ['no-snapshot', { snapshot: null }],
    ['snapshot-not-understood', { understood: false }],
    ['rereading', { partitions: null }],
    ['beat-from-the-future', { beatFromTheFuture: true }],
    ['beats-old', { beats: new Map([[0, beat(1_000)]]) }],
    ['beats-old', { beats: new Map([...facts().beats, [1, beat(900)]]) }],
    ['beats-old', { beats: new Map([...facts().beats, [1, beat(1_000, 100)]]) }],
    ['beats-old', { beats: new Map([...facts().beats, [1, beat(1_200, 0, 900)]]) }],
    ['report-old', { reportSentAt: -Infinity }],
    ['returning', { returned: false }],
    ['poll-lost', { lostPollAt: 2_000 }],
  ] as const)('and not otherwise: %s', (why, overrides) => {
    expect(standing(facts(), at(2_950))).toBeNull();
    expect(standing(facts(overrides), at(2_950))).toBe(why);
  });

  it('and not when wall and monotonic clock are a second apart, whichever ran on', () => {
    expect(standing(facts(), at(2_000, 5_002_999))).toBeNull();
    expect(standing(facts(), at(2_000, 5_003_000))).toBe('clocks-disagree');
    expect(standing(facts(), at(2_000, 5_001_000))).toBe('clocks-disagree');
  });

  it('and not on the strength of a poll that may have been passed off as received, for two seconds', () => {
    const lost = facts({ lostPollAt: 900 });
    expect(standing(lost, at(2_899))).toBe('poll-lost');
    expect(standing(lost, at(2_900))).toBeNull();
  });

  const some: fc.Arbitrary<Facts> = fc
    .record({
      beats: fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 0, max: 4_000 }), fc.nat(2_500), fc.nat(300)), {
        maxLength: 5,
      }),
      reportSentAt: fc.integer({ min: 0, max: 4_000 }),
      returned: fc.boolean(),
      lostPollAt: fc.constantFrom(-Infinity, 500, 2_000),
    })
    .map(({ beats, ...rest }) =>
      facts({
        ...rest,
        partitions: [0, 1, 2],
        beats: new Map(
          beats.map(([partition, written, unsent, transit]) => [
            partition,
            beat(written, unsent, written + transit),
          ]),
        ),
      }),
    );

  it('only if all that was committed two seconds ago, by the database’s clock, has been read', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 8_000 }), (one, now) => {
        if (standing(one, at(now)) !== null) return;
        for (const partition of one.partitions ?? []) {
          const { databaseTime, unsentForMs } = one.beats.get(partition)!;
          expect(databaseTime - unsentForMs).toBeGreaterThan(700_000 + now - FRESH_FOR_MS);
        }
        expect(now - one.reportSentAt).toBeLessThan(FRESH_FOR_MS);
      }),
      { numRuns: 3_000 },
    );
  });

  it('never again by the mere passing of time, but for a lost poll', () => {
    fc.assert(
      fc.property(some, fc.nat(6_000), fc.nat(3_000), (one, now, later) => {
        const why = standing(one, at(now));
        if (why !== null && why !== 'poll-lost') expect(standing(one, at(now + later))).not.toBeNull();
      }),
      { numRuns: 3_000 },
    );
  });

  it('exactly until the moment its facts are good for', () => {
    fc.assert(
      fc.property(some, fc.nat(8_000), (one, now) => {
        const complete = { ...one, returned: true, lostPollAt: -Infinity };
        expect(standing(complete, at(now)) === null).toBe(now < holdUntil(complete));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a beat', () => {
  const { snapshot } = facts();

  it('a little ahead is the clocks’ drift, a whole interval ahead is from the future', () => {
    expect(isFromTheFuture(beat(1_250, 0, 1_000), snapshot!)).toBe(false);
    expect(isFromTheFuture(beat(1_251, 0, 1_000), snapshot!)).toBe(true);
  });
});
