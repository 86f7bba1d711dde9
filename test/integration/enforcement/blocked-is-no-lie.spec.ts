import fc from 'fast-check';
import type { Judgement } from '#libs/enforcement';
import { settled } from '#libs/enforcement/testing';
import { SimulatedInstallation, type SimulatedPoint } from '../../support/enforcement/simulation.js';

/**
 * Two points and the account API's own blocked clock in one virtual time, under every fault there is a lever
 * for: processes frozen, the log away for one of them in either direction, events published late, beats
 * missing, snapshots refused, answered late or slowly, or answered and lost, the account API started anew on a log of progress
 * that was kept or deleted.
 */
const POINTS = ['a', 'b'] as const;
const point = fc.constantFrom(...POINTS);
const ms = fc.constantFrom(50, 250, 700, 1_500, 2_500, 6_000);

type Step =
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'revoke'; readonly publishAfterMs: number }
  | { readonly do: 'beats'; readonly on: boolean }
  | { readonly do: 'account API crashes'; readonly reports: 'kept' | 'deleted' }
  | {
      readonly do: 'fault';
      readonly point: 'a' | 'b';
      readonly what: 'frozen' | 'deaf' | 'mute' | 'unacknowledged';
      readonly on: boolean;
    }
  | {
      readonly do: 'source';
      readonly point: 'a' | 'b';
      readonly mode: SimulatedPoint['source'];
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('pass' as const), ms }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('revoke' as const),
      publishAfterMs: fc.constantFrom(0, 0, 300, 1_800),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('beats' as const), on: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('account API crashes' as const),
      reports: fc.constantFrom('kept' as const, 'deleted' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      point,
      what: fc.constantFrom('frozen' as const, 'deaf' as const, 'mute' as const, 'unacknowledged' as const),
      on: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('source' as const),
      point,
      mode: fc.constantFrom(
        'answer' as const,
        'refuse' as const,
        'answer is lost' as const,
        'answer is late' as const,
        'answer is slow' as const,
      ),
    }),
  },
);

describe('blocked is no lie', () => {
  /** Whatever a point says at any time, asked about every session there is. */
  async function run(steps: readonly Step[]): Promise<{ readonly blocked: number; readonly good: number }> {
    const world = new SimulatedInstallation();
    const points = new Map<string, SimulatedPoint>();
    for (const name of POINTS) points.set(name, await world.point(name));
    await world.pass(1_000);
    for (const one of points.values()) expect(one.enforcement.isFresh()).toBe(true);
    let good = 0;

    const judgeAll = (): void => {
      for (const [name, one] of points) {
        // A frozen process answers nobody; the others must wait for it.
        if (one.isFrozen) continue;
        for (const session of world.sessions) {
          const check = (judgement: Judgement): void => {
            if (judgement !== 'good' || one.isFrozen) return;
            good++;
            if (world.isBlocked(session)) {
              throw new Error(`${name} served ${session.sid} after it was blocked`);
            }
          };
          const judgement = one.enforcement.judge(session);
          if (typeof judgement === 'string') check(judgement);
          else world.watch(judgement.then(check));
        }
      }
    };

    try {
      for (const one of steps) {
        switch (one.do) {
          case 'pass':
            for (let passed = 0; passed < one.ms; passed += 125) {
              await world.pass(Math.min(125, one.ms - passed));
              judgeAll();
              await settled();
              world.throwIfViolated();
            }
            break;
          case 'revoke':
            world.revoke(one.publishAfterMs);
            break;
          case 'beats':
            world.beating = one.on;
            break;
          case 'account API crashes':
            await world.restartApi(one.reports);
            break;
          case 'fault':
            points.get(one.point)!.fault(one.what, one.on);
            // At the very moment it wakes, before anything that lay waiting is read.
            judgeAll();
            break;
          case 'source':
            points.get(one.point)!.source = one.mode;
        }
        await settled();
        world.throwIfViolated();
      }
      // However it went: once all is well, both are fresh again and everything is blocked.
      world.beating = true;
      for (const one of points.values()) one.heal();
      await world.pass(20_000);
      judgeAll();
      await settled();
      world.throwIfViolated();
      for (const one of points.values()) expect(one.enforcement.state).toMatchObject({ why: null });
      for (const session of world.sessions) {
        expect(world.isBlocked(session) || !world.isRevoked(session)).toBe(true);
      }
      return { blocked: world.blockedCount, good };
    } finally {
      await world.close();
    }
  }

  it('under any sequence of faults, and all is well once they end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await run(steps);
      }),
      { numRuns: Number(process.env['SIMULATIONS'] ?? 40), interruptAfterTimeLimit: 600_000 },
    );
  });

  it('and is said at once where there are none', async () => {
    const { blocked, good } = await run([
      { do: 'pass', ms: 250 },
      { do: 'revoke', publishAfterMs: 0 },
      { do: 'pass', ms: 250 },
    ]);
    expect([blocked, good > 0]).toEqual([1, true]);
  });
});
