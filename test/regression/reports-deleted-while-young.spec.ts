/**
 * The mechanism: all of enforcement-progress was deleted (by hand, by a lost log, or by age as the writers' clocks
 * had it) while a gateway was frozen, and an account API began to read it. It knew of those alone that had reported
 * since, called a sign-out blocked once they had passed it, and the gateway woke within its two seconds and let the
 * session through. One that cannot report but polls was missed in the same way, for as long as it trusts its polls.
 * Seed 38769 of the simulation found it at 6f88911.
 */
import type { Judgement } from '#libs/enforcement';
import { settled } from '#libs/enforcement/testing';
import {
  aBlockedClock,
  report,
} from '../../apps/account-api/src/enforcement-points/testing/a-blocked-clock.js';
import { SimulatedInstallation } from '../support/enforcement/simulation.js';

const NINE_O_CLOCK = 1_800_000_000_000;

describe('an account API whose log of progress was cut', () => {
  it('waits until a gateway that is frozen, and whose reports are gone, has fenced itself', async () => {
    const world = new SimulatedInstallation();
    await world.point('a');
    const frozen = await world.point('b');
    await world.pass(3_000);
    frozen.fault('frozen', true);
    await world.restartApi('deleted');
    await world.pass(500);
    world.revoke(0);
    const [, session] = world.sessions;
    await world.pass(1_000);
    expect(world.isBlocked(session!)).toBe(false);

    frozen.fault('frozen', false);
    // Its lease holds; it has read nothing yet.
    expect(frozen.enforcement.judge(session!)).toBe('good');
    frozen.fault('frozen', true);
    await world.pass(5_000);
    expect(world.isBlocked(session!)).toBe(true);
    frozen.fault('frozen', false);
    expect(frozen.enforcement.isFresh()).toBe(false);
    world.throwIfViolated();
    await world.close();
  });

  it('waits, long after, for a gateway that reaches no Kafka and serves by what it polls', async () => {
    const world = new SimulatedInstallation();
    await world.point('a');
    const cutOff = await world.point('b');
    await world.pass(3_000);
    for (const what of ['deaf', 'mute'] as const) cutOff.fault(what, true);
    cutOff.source = 'answer is slow';
    await world.restartApi('deleted');
    await world.pass(60_000);
    world.revoke(0);
    const [, session] = world.sessions;
    const served: ('before' | 'after')[] = [];
    for (let step = 0; step < 60; step++) {
      const judgement = Promise.resolve(cutOff.enforcement.judge(session!));
      const note = (is: Judgement): void => {
        if (is === 'good') served.push(world.isBlocked(session!) ? 'after' : 'before');
      };
      world.watch(judgement.then(note));
      await world.pass(100);
    }
    expect(served).toContain('before');
    expect(served).not.toContain('after');
    expect(world.isBlocked(session!)).toBe(true);
    world.throwIfViolated();
    await world.close();
  });

  /** Two points report, one of them for the first time; `b` has it, `a` never comes. */
  const begun = (first: number, at = NINE_O_CLOCK) => {
    const all = aBlockedClock();
    all.read(first, at, report('b', 5));
    return all;
  };

  it('counts from the first record that is there, by its own clock, and never from the commit', async () => {
    const { clock, store, blockedClock, read, publish } = begun(40);
    await clock.pass(1_000);
    publish(5);
    for (let ms = 1_000; ms < 5_000; ms += 500) {
      read(39 + ms / 500, NINE_O_CLOCK, report('b', 5));
      await blockedClock.recheck();
      await clock.pass(499);
      expect(store.marked.size).toBe(0);
      await clock.pass(1);
    }
    read(49, NINE_O_CLOCK, report('b', 5, { gone: true }));
    await settled();
    expect(store.marked.get('r5')).toMatchObject({ points: 0, afterMs: 4_003 });
  });

  it('waits just so where nobody is there at all, and where all that is known comes from polls', async () => {
    const { clock, store, blockedClock, publish } = begun(40);
    blockedClock.heardAll(clock.now());
    blockedClock.reported(report('b', 5, { gone: true }));
    store.unheard = [
      { revocationId: 'r9', event: null, polls: new Map([['c', { passed: true, agoMs: 100 }]]) },
    ];
    publish(5);
    store.unblocked = [{ revocationId: 'r5', partition: 0, offset: 5n, polled: new Set() }];
    await clock.pass(4_999);
    await blockedClock.recheck();
    await blockedClock.recheckPolls();
    expect(store.marked.size).toBe(0);
    await clock.pass(1);
    await blockedClock.recheck();
    await blockedClock.recheckPolls();
    // Not the commit: somebody may have been there.
    expect(store.marked.get('r5')).toMatchObject({ points: 0, afterMs: null });
    expect(store.marked.has('r9')).toBe(true);
  });

  it('is held back by a run that it never heard of and that polls', async () => {
    const { clock, store, publish, read } = begun(40);
    store.heldBackBy.set('r5', 'never heard of');
    await clock.pass(5_000);
    read(41, NINE_O_CLOCK + 5_000, report('b', 5));
    publish(5);
    await settled();
    expect(store.marked.size).toBe(0);
  });

  it.each([
    ['an hour later by a broker whose clock was set', [3_600_000]],
    ['to and fro between two brokers that disagree', [3_600_000, 0, 3_600_100, 100]],
  ])('does not take for old what was written %s', async (_, times) => {
    const { store, publish, read } = begun(40);
    times.forEach((ms, n) => read(41 + n, NINE_O_CLOCK + ms, report('b', 5)));
    publish(5);
    await settled();
    expect(store.marked.size).toBe(0);
  });

  it('waits again when it reads on behind a gap, or in a log that was made anew', async () => {
    for (const next of [60, 0]) {
      const { clock, store, publish, read } = begun(0);
      await clock.pass(60_000);
      read(next, NINE_O_CLOCK + 60_000, report('b', 5));
      publish(5);
      await settled();
      expect(store.marked.size).toBe(0);
      await clock.pass(5_000);
      read(next + 1, NINE_O_CLOCK + 65_000, report('b', 5));
      await settled();
      expect(store.marked.has('r5')).toBe(true);
    }
  });
});

describe('an account API that starts', () => {
  it('on a log of which only what is old was deleted does not wait', async () => {
    const { store, read, publish } = aBlockedClock();
    for (let n = 0; n < 11; n++) read(9_000 + n, NINE_O_CLOCK + n * 500, report('b', 5));
    publish(5);
    await settled();
    expect(store.marked.get('r5')).toMatchObject({ points: 1 });
    // Within the hour it knows of no run for certain; beyond, no other serves.
    store.heldBackBy.set('r6', 'never heard of');
    for (let n = 0; n < 7_200; n++) read(9_011 + n, NINE_O_CLOCK + 5_500 + n * 500, report('b', 6));
    publish(6);
    await settled();
    expect(store.marked.has('r6')).toBe(true);
  });

  it('in a new installation does not wait: no report was ever deleted', async () => {
    const { store, read, publish } = aBlockedClock();
    store.heldBackBy.set('r5', 'never heard of');
    read(0, NINE_O_CLOCK, report('b', 5));
    publish(5);
    await settled();
    expect(store.marked.get('r5')).toMatchObject({ points: 1 });
  });
});
