import type { SessionFacts } from '#libs/revocation-index';
import { HistoryBuilder } from '#libs/audit/testing';
import {
  audit,
  FINDINGS,
  type DeviceEntry,
  type FindingKind,
  type History,
  type ShownEntry,
} from './index.js';

const limits = { blockedWithinMs: 500, confirmedWithinMs: 1_000 };

/** A household in which the TV was signed out and the phone was not; and a neighbour. */
class Household extends HistoryBuilder {
  readonly tv = this.link();
  readonly phone = this.link({ kind: 'phone' });
  readonly neighbour = this.link({ sub: 'bob' });
  readonly revocation = this.serve(this.tv).serve(this.phone).signOutOne(this.tv);

  /** Changes what was shown of a revocation, each time. */
  shownAs(id: string, change: (view: ShownEntry) => Partial<ShownEntry>): void {
    this.answers.forEach((entry, n) => {
      if (entry.type === 'shown' && entry.id === id) this.answers[n] = { ...entry, ...change(entry) };
    });
  }

  without(sid: string, ...types: DeviceEntry['type'][]): void {
    const kept = this.devices.filter((entry) => entry.sid !== sid || !types.includes(entry.type));
    this.devices.splice(0, this.devices.length, ...kept);
  }
}

type Plant = (run: Household) => History;

const after = (run: Household, plant: () => unknown): History => {
  run.pass(10);
  plant();
  return run.build();
};
/** Changes what is shown in the end, too. */
const thenShown = (run: Household, change: (view: ShownEntry) => Partial<ShownEntry>): History => {
  const history = run.build();
  run.shownAs(run.revocation, change);
  return history;
};
const states = ({ devices }: ShownEntry, state: 'blocked' | 'confirmed' | 'not-reached') =>
  devices.map(({ sid }) => ({ sid, state }));
const at = (run: Household, { sid }: SessionFacts) => ({ at: run.now, point: 'playback-1', sid });

const plants: readonly (readonly [violation: string, finding: FindingKind, plant: Plant])[] = [
  [
    'a revocation was lost after its answer',
    'blocked-too-late',
    (run) => thenShown(run, () => ({ blockedAt: null })),
  ],
  [
    'a revocation was in force a second later',
    'blocked-too-late',
    (run) => thenShown(run, ({ blockedAt }) => ({ blockedAt: blockedAt! + 1_000 })),
  ],
  [
    'a connected device never answered',
    'confirmed-too-late',
    (run) => {
      run.without(run.tv.sid, 'signed-out', 'receipt-stored', 'offline');
      return thenShown(run, (view) => ({ devices: states(view, 'blocked'), counts: {} }));
    },
  ],
  [
    'the receipt was stored and then lost',
    'receipt-not-shown',
    (run) => {
      run.pass(5_000).show(run.revocation);
      return thenShown(run, (view) => ({ devices: states(view, 'blocked'), counts: {} }));
    },
  ],
  [
    'a receipt was shown that the device never gave',
    'confirmed-without-receipt',
    (run) => {
      run.without(run.tv.sid, 'receipt-stored');
      return run.build();
    },
  ],
  [
    'a connection was let in after blocked',
    'begun-after-blocked',
    (run) => after(run, () => run.points.push({ ...at(run, run.tv), type: 'opened' })),
  ],
  [
    'a response was begun after blocked',
    'begun-after-blocked',
    (run) => after(run, () => run.points.push({ ...at(run, run.tv), type: 'began', status: 206 })),
  ],
  [
    'one more chunk of a film was written after blocked',
    'written-after-blocked',
    (run) => after(run, () => run.points.push({ ...at(run, run.tv), type: 'wrote', bytes: 1 })),
  ],
  [
    'the neighbour was refused as revoked',
    'refused-though-living',
    (run) =>
      after(run, () => run.points.push({ ...at(run, run.neighbour), type: 'refused', because: 'revoked' })),
  ],
  [
    'the phone was signed out by an event for the TV',
    'ended-though-living',
    (run) =>
      after(run, () =>
        run.devices.push({ at: run.now, sid: run.phone.sid, type: 'signed-out', by: 'event' }),
      ),
  ],
  [
    'the phone lost its tokens to a database failover',
    'ended-though-living',
    (run) =>
      after(run, () =>
        run.devices.push({ at: run.now, sid: run.phone.sid, type: 'signed-out', by: 'grant' }),
      ),
  ],
  [
    'the TV was revived in the list',
    'active-though-revoked',
    (run) =>
      after(run, () =>
        run.answers.push({
          type: 'listed',
          sub: 'ann',
          askedAt: run.now,
          answeredAt: run.now + 1,
          sessions: [{ sid: run.tv.sid, state: 'active' }],
        }),
      ),
  ],
  [
    'a cut-off was drawn before the lock, so a session from before the press lives on',
    'left-out',
    (run) => {
      const cutoff = run.draw();
      run.link();
      run.pass(1);
      run.revoke({ type: 'account', sub: 'ann', cutoff });
      return run.build();
    },
  ],
  [
    'the phone was shown as ended by the sign-out of the TV',
    'shown-though-not-covered',
    (run) =>
      thenShown(run, ({ devices }) => ({
        devices: [...devices, { sid: run.phone.sid, state: 'not-reached' }],
        counts: {},
      })),
  ],
  [
    'the TV was missing from what was shown of its sign-out',
    'covered-though-not-shown',
    (run) => thenShown(run, () => ({ devices: [], counts: {} })),
  ],
  [
    'the TV played on after it signed out',
    'plays-after-sign-out',
    (run) => after(run, () => run.devices.push({ at: run.now, sid: run.tv.sid, type: 'playing' })),
  ],
  [
    'a report counted one device twice',
    'counts-differ',
    (run) => thenShown(run, () => ({ counts: { devices: 2 } })),
  ],
  [
    'a device without a log is neither confirmed nor out of reach',
    'unaccounted-for',
    (run) => {
      run.without(run.tv.sid, 'linked', 'online', 'offline', 'playing', 'signed-out', 'receipt-stored');
      return thenShown(run, (view) => ({ devices: states(view, 'blocked'), counts: {} }));
    },
  ],
  [
    'a point served a session nobody knows of',
    'not-in-the-history',
    (run) => after(run, () => run.points.push({ ...at(run, { ...run.tv, sid: 'ghost' }), type: 'opened' })),
  ],
];

describe('the audit', () => {
  it('finds nothing in the household before anything is planted', () => {
    const { findings, tally } = audit(new Household().build(), limits);
    expect(findings).toEqual([]);
    expect(tally).toEqual({ sessions: 3, confirmed: 1, unreachable: 0, signedOut: 0, untouched: 2, odd: [] });
  });

  it.each(plants)('finds, and finds nothing else, when %s: %s', (_violation, kind, plant) => {
    const { findings } = audit(plant(new Household()), limits);
    expect([...new Set(findings.map((finding) => finding.kind))]).toEqual([kind]);
    for (const { sentence } of findings) expect(sentence).toMatch(/^[A-Za-z][^{}]+\.$/);
    for (const { sentence } of findings) expect(sentence).not.toMatch(/undefined|null|NaN|Infinity/);
  });

  it('has a violation planted for every kind of finding', () => {
    expect([...new Set(plants.map(([, kind]) => kind))].sort()).toEqual(Object.keys(FINDINGS).sort());
  });

  it('names an odd one in the tally', () => {
    const plant = plants.find(([, kind]) => kind === 'unaccounted-for')![2];
    const run = new Household();
    expect(audit(plant(run), limits).tally).toMatchObject({ confirmed: 0, odd: [run.tv.sid] });
  });
});

describe('the audit lets pass', () => {
  const served = (run: Household): History =>
    after(run, () => run.points.push({ ...at(run, run.tv), type: 'wrote', bytes: 9, route: 'segment' }));

  it('what a route may serve under its grace, and that route alone', () => {
    const of = (route: string) => ({
      ...limits,
      graceMs: (entry: { route?: string }) => (entry.route === route ? 60 : 0),
    });
    expect(audit(served(new Household()), of('segment')).findings).toEqual([]);
    expect(audit(served(new Household()), of('payment')).findings).toHaveLength(1);
  });

  it('error answers, closes and the event itself after blocked', () => {
    const run = new Household();
    const history = after(run, () => {
      run.points.push({ ...at(run, run.tv), type: 'began', status: 401 });
      run.points.push({ ...at(run, run.tv), type: 'refused', because: 'revoked' });
    });
    expect(audit(history, limits).findings).toEqual([]);
  });

  it('a point that is not fresh and refuses a living session for that', () => {
    const run = new Household();
    const history = after(run, () =>
      run.points.push({ ...at(run, run.phone), type: 'refused', because: 'other' }),
    );
    expect(audit(history, limits).findings).toEqual([]);
  });

  it('a phone that somebody signs out on the phone', () => {
    const run = new Household();
    const history = after(run, () =>
      run.devices.push({ at: run.now, sid: run.phone.sid, type: 'signed-out', by: 'self' }),
    );
    expect(audit(history, limits).findings).toEqual([]);
  });

  it('a device that went offline before the press and confirms when it is back', () => {
    const run = new Household();
    const id = run.disconnect(run.phone).signOutOne(run.phone);
    expect(audit(run.build(), limits).tally).toMatchObject({ confirmed: 1, unreachable: 1, odd: [] });
    run.pass(60_000).connect(run.phone).show(id);
    const { findings, tally } = audit(run.build(), limits);
    expect([findings, tally.confirmed, tally.unreachable]).toEqual([[], 2, 0]);
  });

  it('a device that is known to keep its receipt back, which stays odd', () => {
    const plant = plants.find(([, kind]) => kind === 'confirmed-too-late')![2];
    const run = new Household();
    const { findings, tally } = audit(plant(run), { ...limits, silent: new Set([run.tv.sid]) });
    expect([findings, tally.odd]).toEqual([[], [run.tv.sid]]);
  });

  it('what was not due when the logs were closed', () => {
    const run = new Household();
    run.without(run.tv.sid, 'signed-out', 'receipt-stored', 'offline');
    run.shownAs(run.revocation, (view) => ({
      blockedAt: null,
      devices: states(view, 'blocked'),
      counts: {},
    }));
    const { sessions, answers, points, devices, now } = run;
    expect(audit({ endedAt: now, sessions, answers, points, devices }, limits).findings).toEqual([]);
  });
});
