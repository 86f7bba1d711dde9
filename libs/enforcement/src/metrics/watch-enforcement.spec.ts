import { Registry } from 'prom-client';
import { someFacts, World, type TestPoint } from '../testing/index.js';
import { watchEnforcement } from './watch-enforcement.js';

describe('the figures of an enforcement point', () => {
  let world: World;
  let point: TestPoint;
  let registry: Registry;
  beforeEach(async () => {
    world = new World();
    point = await world.freshPoint({ largestGraceMs: 60_000 });
    registry = new Registry();
    watchEnforcement(registry, 'signoff_anything', point.enforcement);
  });
  afterEach(() => point.enforcement.stop());

  const figures = async (): Promise<Readonly<Record<string, number>>> => {
    const all = await registry.getMetricsAsJSON();
    return Object.fromEntries(
      all.map(({ name, values }) => [name.replace('signoff_anything_', ''), values[0]!.value]),
    );
  };

  it('say that it is fresh, and what it holds', async () => {
    await world.publish({ type: 'session', sid: someFacts().sid });
    expect(await figures()).toEqual({
      fresh: 1,
      revoked_sessions: 1,
      served_under_grace_total: 0,
      refused_not_fresh_total: 0,
      snapshot_polls_total: 1,
      snapshot_polls_failed_total: 0,
      stream_gaps_total: 0,
    });
  });

  it('say so at once when it is not, whether it asked in vain, served under a grace, and refused', async () => {
    world.source.mode = 'refuse';
    world.clock.freeze(2_500);
    expect((await figures())['fresh']).toBe(0);
    await point.enforcement.judge(someFacts(), 60_000);
    const judging = Promise.resolve(point.enforcement.judge(someFacts()));
    await world.clock.pass(2_000);
    expect(await judging).toBe('not-fresh');
    const { polls, failedPolls } = point.enforcement.state;
    expect(failedPolls).toBeGreaterThan(0);
    expect(await figures()).toMatchObject({
      fresh: 0,
      served_under_grace_total: 1,
      refused_not_fresh_total: 1,
      snapshot_polls_total: polls,
      snapshot_polls_failed_total: failedPolls,
    });
  });

  it('are looked up anew each time: a counter is what the point counted, not a sum of looks', async () => {
    await figures();
    expect((await figures())['snapshot_polls_total']).toBe(point.enforcement.state.polls);
  });
});
