import { Pauses } from '../pauses.js';
import { settled, VirtualClock } from '../testing/virtual-clock.js';
import { Reporter } from './reporter.js';

describe('progress reports', () => {
  const set = () => {
    const clock = new VirtualClock();
    const pauses = new Pauses(clock);
    const sent: number[] = [];
    const acknowledged: number[] = [];
    let held: { resolve: () => void; reject: (error: Error) => void }[] | null = null;
    const reporter = new Reporter({
      clock,
      pauses,
      send: () => {
        sent.push(clock.monotonicMs());
        return held === null
          ? Promise.resolve()
          : new Promise((resolve, reject) => held?.push({ resolve, reject }));
      },
      onAcknowledged: (sentAt) => acknowledged.push(sentAt),
      onFailed: () => {},
    });
    const hold = () => (held = []);
    const settle = (how: 'resolve' | 'reject') => {
      for (const one of held ?? [])
        if (how === 'resolve') one.resolve();
        else one.reject(new Error('away'));
      held = null;
      return settled();
    };
    return { clock, pauses, reporter, sent, acknowledged, hold, settle };
  };

  it('are sent each 500 ms, whatever happens', async () => {
    const { clock, reporter, sent } = set();
    reporter.start();
    await clock.pass(1_500);
    expect(sent).toEqual([0, 500, 1_000, 1_500]);
  });

  it('are sent at once when there is something to say', async () => {
    const { clock, reporter, sent } = set();
    reporter.start();
    await clock.pass(100);
    reporter.changed();
    await clock.pass(500);
    expect(sent).toEqual([0, 100, 600]);
  });

  it('are one at a time: what changes meanwhile is in the next', async () => {
    const { clock, reporter, sent, acknowledged, hold, settle } = set();
    hold();
    reporter.start();
    await clock.pass(3_000);
    for (let n = 0; n < 1_000; n++) reporter.changed();
    await settled();
    expect(sent).toEqual([0]);
    await settle('resolve');
    expect(sent).toEqual([0, 3_000]);
    // It may have stood since it was sent, and no longer than that.
    expect(acknowledged).toEqual([0, 3_000]);
  });

  it('go on after one that failed, without haste', async () => {
    const { clock, reporter, sent, acknowledged, hold, settle } = set();
    hold();
    reporter.start();
    await settled();
    await settle('reject');
    reporter.changed();
    await clock.pass(249);
    expect(sent).toEqual([0]);
    await clock.pass(1);
    expect([sent, acknowledged]).toEqual([[0, 250], [250]]);
  });

  it('have stopped when the last one is no longer on its way', async () => {
    const { pauses, reporter, hold, settle } = set();
    expect(await set().reporter.stopped()).toBe(false);
    hold();
    reporter.start();
    let over = false;
    pauses.stop();
    const stopped = reporter.stopped().then((ever) => (over = ever));
    await settled();
    expect(over).toBe(false);
    await settle('resolve');
    expect(await stopped).toBe(true);
  });
});
