import type { LogEntry } from '../messages.js';
import { isClean, judge } from '../judging/judge.js';
import { Presses, show } from './press.js';
import { Witness } from './witness.js';

const LIMITS = { blockedWithinMs: 1_000, confirmedWithinMs: 1_000 };
const session = (device: number) => ({
  sid: `s${device}`,
  sub: device < 2 ? 'ann' : 'bob',
  seq: device + 1,
  kind: 'tv',
  model: 'Aurora 55',
  appVersion: '1.0.0',
});

/** Three devices of two people, linked and connected; Ann signs out of all of hers at 100. */
function aRun() {
  const witness = new Witness();
  const presses = new Presses();
  const at = (ms: number, device: number, entry: object): LogEntry =>
    ({ at: ms, device, sid: `s${device}`, ...entry }) as unknown as LogEntry;
  for (const device of [0, 1, 2]) {
    witness.hear([
      at(1, device, { type: 'linked', session: session(device), by: 'seed' }),
      at(2, device, { type: 'online', connectMs: 3 }),
    ]);
  }
  const press = presses.add({
    id: 'r1',
    title: 'a household',
    predicate: { type: 'account', sub: 'ann', cutoff: 2 },
    pressedAt: 100,
    answeredAt: 101,
  });
  const shows = (
    ms: number,
    states: readonly ['s0' | 's1', 'confirmed' | 'not-reached' | 'blocked'][],
  ): void => {
    const devices = states.map(([sid, state]) => ({ sid, state, kind: 'tv' }));
    const view = { id: 'r1', requestedAt: 5_000, committedAt: 5_001, blockedAt: 5_004, points: 1, devices };
    show(press, ms, view, (sid) => witness.sessions.has(sid));
  };
  const confirms = (device: number): void =>
    witness.hear([
      at(103, device, { type: 'told' }),
      at(104, device, { type: 'signed-out', by: 'event' }),
      at(105, device, { type: 'receipt-stored', via: 'socket' }),
    ]);
  const account = () => judge(witness, presses, 3, 10_000, LIMITS);
  return { witness, presses, press, at, shows, confirms, account };
}

describe('the account of a fleet', () => {
  it('has every session once: confirmed, or untouched', () => {
    const run = aRun();
    run.confirms(0);
    run.confirms(1);
    run.shows(200, [
      ['s0', 'confirmed'],
      ['s1', 'confirmed'],
    ]);
    const account = run.account();
    expect(account).toMatchObject({ sessions: 3, confirmed: 2, untouched: 1, odd: [], findings: [] });
    expect([isClean(account), run.press.blockedMs]).toEqual([true, 4]);
  });

  it('has a device that was away as blocked and unreachable', () => {
    const run = aRun();
    run.witness.hear([run.at(50, 1, { type: 'offline' })]);
    run.confirms(0);
    run.shows(200, [
      ['s0', 'confirmed'],
      ['s1', 'not-reached'],
    ]);
    const account = run.account();
    expect(account).toMatchObject({ confirmed: 1, unreachable: 1, untouched: 1, odd: [] });
    expect(isClean(account)).toBe(true);
  });

  it('names one that was told and never answered, and says why', () => {
    const run = aRun();
    run.confirms(0);
    run.witness.hear([run.at(103, 1, { type: 'told' })]);
    run.shows(9_000, [
      ['s0', 'confirmed'],
      ['s1', 'blocked'],
    ]);
    const account = run.account();
    expect(account.odd).toEqual([
      { sid: 's1', device: 1, why: 'it was told and did not sign out; the source shows it as blocked' },
    ]);
    expect(account.findings.map(({ kind, sid }) => [kind, sid])).toEqual([['confirmed-too-late', 's1']]);
    expect(isClean(account)).toBe(false);
  });

  it('names one that was never told, though it was connected all the while', () => {
    const run = aRun();
    run.confirms(0);
    run.shows(9_000, [
      ['s0', 'confirmed'],
      ['s1', 'blocked'],
    ]);
    expect(run.account().odd.map(({ why }) => why)).toEqual([
      'it is connected and was never told; the source shows it as blocked',
    ]);
  });

  it('finds an innocent device that was signed out', () => {
    const run = aRun();
    for (const device of [0, 1, 2]) run.confirms(device);
    run.shows(200, [
      ['s0', 'confirmed'],
      ['s1', 'confirmed'],
    ]);
    expect(run.account().findings.map(({ kind, sid }) => [kind, sid])).toEqual([
      ['ended-though-living', 's2'],
    ]);
  });

  it('names a device that never had a session', () => {
    const run = aRun();
    run.witness.hear([run.at(3, 3, { type: 'failed', why: 'expired' })]);
    const account = judge(run.witness, run.presses, 5, 50, LIMITS);
    expect(account.neverLinked).toEqual([
      { device: 3, why: 'expired' },
      { device: 4, why: 'nothing came of its enrolment' },
    ]);
  });

  it('does not take a device that hangs up to wipe for one that is away', () => {
    const run = aRun();
    run.confirms(0);
    run.witness.hear([
      run.at(103, 1, { type: 'offline' }),
      run.at(104, 1, { type: 'signed-out', by: 'event' }),
    ]);
    run.shows(9_000, [
      ['s0', 'confirmed'],
      ['s1', 'blocked'],
    ]);
    expect(run.account().findings.map(({ kind }) => kind)).toEqual(['confirmed-too-late']);
  });
});

describe('who waits for a fleet', () => {
  it('goes on the moment it is so, and when the time is over', async () => {
    const { witness, at } = aRun();
    const soon = witness.whenever(() => witness.receipts === 1, 60_000);
    witness.hear([at(5, 0, { type: 'receipt-stored', via: 'https' })]);
    expect(await soon).toBe('so');
    expect(await witness.whenever(() => false, 1)).toBe('late');
  });

  it('counts who is connected, whatever is said twice', () => {
    const { witness, at } = aRun();
    witness.hear([at(3, 0, { type: 'online', connectMs: 1 }), at(4, 1, { type: 'offline' })]);
    witness.hear([at(5, 1, { type: 'offline' }), at(6, 2, { type: 'signed-out', by: 'self' })]);
    expect([witness.online, witness.standing('s1'), witness.standing('s2')]).toEqual([
      1,
      'offline',
      'signed-out',
    ]);
  });
});
