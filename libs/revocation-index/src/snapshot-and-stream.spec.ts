import fc from 'fast-check';
import { covers, RevocationIndex, type Predicate, type SessionFacts } from './index.js';

const sid = fc.constantFrom('s1', 's2', 's3', 's4', 's5');
const sub = fc.constantFrom('ann', 'bob');
const cutoff = fc.integer({ min: 0, max: 6 });
const predicate: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record({ type: fc.constant('session' as const), sid }),
  fc.record({ type: fc.constant('account' as const), sub, cutoff }),
  fc.record({ type: fc.constant('account' as const), sub, cutoff, exceptSid: sid }),
  fc.record({ type: fc.constant('class' as const), cutoff, kinds: fc.constantFrom(['tv'], ['phone']) }),
);
const SESSIONS: readonly SessionFacts[] = ['s1', 's2', 's3', 's4', 's5'].flatMap((name, n) =>
  ['ann', 'bob'].map((owner) => ({
    sid: name,
    sub: owner,
    seq: n + 1,
    kind: n % 2 === 0 ? 'tv' : 'phone',
    model: 'a',
    appVersion: '1.0',
  })),
);

/** A revocation as it happens: committed in the order of the list, published some steps later, perhaps twice. */
const revocation = fc.record({
  predicate,
  publishedAfter: fc.nat({ max: 5 }),
  twice: fc.boolean(),
  lifeSteps: fc.integer({ min: 1, max: 30 }),
});

interface Record {
  readonly predicate: Predicate;
  readonly expiresAt: number;
}

describe('an index of a snapshot and the stream since', () => {
  it('answers as the source does, whenever the snapshot was read and in whatever order records came', () => {
    fc.assert(
      fc.property(
        fc.array(revocation, { maxLength: 14 }),
        fc.nat({ max: 20 }),
        fc.nat({ max: 20 }),
        fc.array(fc.nat({ max: 40 }), { maxLength: 3 }),
        (revocations, notesEndAt, readsAfter, prunesAt) => {
          const committed = revocations.map(({ predicate: one, lifeSteps }, at) => {
            return { predicate: one, expiresAt: at + lifeSteps };
          });
          const log = published(revocations, committed);
          const readsAt = notesEndAt + readsAfter;
          // First the end of the stream, then the snapshot: published implies committed, so nothing falls between.
          const from = log.filter(({ at }) => at < notesEndAt).length;
          const snapshot = committed.slice(0, readsAt);
          const stream = log.slice(from);

          const index = new RevocationIndex();
          let now = 0;
          const take = ({ predicate: one, expiresAt }: Record): void => {
            index.add(one, expiresAt);
            if (prunesAt.includes(++now)) index.prune(now);
          };
          // A second snapshot in the middle of the stream, as after a gap, changes nothing.
          const middle = stream.length >> 1;
          for (const one of snapshot) take(one);
          for (const { record } of stream.slice(0, middle)) take(record);
          for (const one of committed) take(one);
          for (const { record } of stream.slice(middle)) take(record);

          return SESSIONS.every((facts) => {
            const over = committed.filter((one) => covers(one.predicate, facts));
            if (over.length === 0) return !index.revokes(facts);
            // An entry that may go may be there still; one that lives must.
            return index.revokes(facts) || over.every(({ expiresAt }) => expiresAt <= now);
          });
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('has all that was committed from the snapshot and the stream alone', () => {
    fc.assert(
      fc.property(
        fc.array(revocation, { maxLength: 14 }),
        fc.nat({ max: 20 }),
        fc.nat({ max: 20 }),
        (revocations, notesEndAt, readsAfter) => {
          const committed = revocations.map(({ predicate: one }) => ({
            predicate: one,
            expiresAt: Infinity,
          }));
          const log = published(revocations, committed);
          const from = log.filter(({ at }) => at < notesEndAt).length;
          const index = new RevocationIndex();
          for (const one of committed.slice(0, notesEndAt + readsAfter))
            index.add(one.predicate, one.expiresAt);
          for (const { record } of log.slice(from)) index.add(record.predicate, record.expiresAt);
          return SESSIONS.every((facts) => {
            const isOver = committed.some((one) => covers(one.predicate, facts));
            return index.revokes(facts) === isOver;
          });
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

/** By the step in which each record came into the log. */
function published(
  revocations: readonly { readonly publishedAfter: number; readonly twice: boolean }[],
  committed: readonly Record[],
): readonly { readonly at: number; readonly record: Record }[] {
  return revocations
    .flatMap(({ publishedAfter, twice }, n) => {
      const at = n + 1 + publishedAfter;
      const record = committed[n]!;
      return twice
        ? [
            { at, record },
            { at: at + 3, record },
          ]
        : [{ at, record }];
    })
    .sort((a, b) => a.at - b.at);
}
