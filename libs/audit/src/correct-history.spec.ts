import fc from 'fast-check';
import { correctHistory } from '#libs/audit/testing';
import { audit, type History } from './index.js';

const limits = { blockedWithinMs: 500, confirmedWithinMs: 1_000 };

describe('the audit of a run in which all went well', () => {
  it('finds nothing, counts every session once and has no odd one', () => {
    let revoked = 0;
    fc.assert(
      fc.property(correctHistory, (run) => {
        const history = run.build();
        const { findings, tally } = audit(history, limits);
        expect(findings).toEqual([]);
        expect(tally.odd).toEqual([]);
        const { confirmed, unreachable, signedOut, untouched } = tally;
        expect(confirmed + unreachable + signedOut + untouched).toBe(history.sessions.length);
        revoked += confirmed + unreachable;
      }),
      { numRuns: 1_000 },
    );
    // Else nothing went well because nothing went on.
    expect(revoked).toBeGreaterThan(1_000);
  });

  it('does not depend on the order of the entries', () => {
    fc.assert(
      fc.property(correctHistory, (run) => {
        const { answers, devices, points, ...history } = run.build();
        // What is of one moment on one device stays as it was.
        const later = devices.map((entry, n) => ({ ...entry, at: entry.at + n / 1_000_000 }));
        const backwards: History = {
          ...history,
          answers: answers.toReversed(),
          points: points.toReversed(),
          devices: later.toReversed(),
        };
        expect(audit(backwards, { ...limits, toleranceMs: 0.1 }).findings).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
