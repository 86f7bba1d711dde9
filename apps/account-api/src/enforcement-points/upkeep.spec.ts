import type { ProgressRecord } from '#libs/event-stream';
import type { BlockedClock } from './blocked-clock.js';
import { Points } from './points.js';
import type { ProgressReading } from './progress-reading.js';
import { VirtualClock } from './testing/virtual-clock.js';
import { Upkeep } from './upkeep.js';

const report = (boot: string): ProgressRecord => ({
  v: 1,
  point: `point of ${boot}`,
  boot,
  kind: 'push-gateway',
  offsets: {},
  fresh: true,
  largestGraceMs: 0,
  at: 0,
});

describe('looking after the devices of gateways that died unheard', () => {
  const setUp = () => {
    const clock = new VirtualClock();
    const points = new Points();
    const kept: (readonly string[])[] = [];
    const kafka = { away: false, recheckFails: false };
    const upkeep = new Upkeep(
      {
        recheck: () => (kafka.recheckFails ? Promise.reject(new Error('away')) : Promise.resolve()),
        recheckPolls: () => Promise.resolve(),
        heardAll: () => {},
        stop: () => {},
      } as unknown as BlockedClock,
      points,
      {
        caughtUp: () => (kafka.away ? Promise.reject(new Error('away')) : Promise.resolve()),
        stop: () => {},
      } as unknown as ProgressReading,
      { forgetPolls: () => Promise.resolve() },
      {
        note: () => Promise.resolve([]),
        forget: () => Promise.resolve(),
        keepOnly: (boots) => Promise.resolve(void kept.push(boots)),
      },
      clock,
      () => {},
    );
    upkeep.start();
    /** Reports of these each second. */
    const pass = async (seconds: number, ...boots: string[]): Promise<void> => {
      for (let second = 0; second < seconds; second++) {
        for (const boot of boots) points.report(report(boot), clock.now());
        await clock.pass(1_000);
      }
    };
    return { clock, points, kept, kafka, pass };
  };

  it('keeps all for a minute after it began to hear, for who reports may be unread', async () => {
    const { kept, pass } = setUp();
    await pass(59, 'a');
    expect(kept).toEqual([]);
    await pass(20, 'a');
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every((boots) => boots.join() === 'a')).toBe(true);
  });

  it('keeps a gateway that was counted out, until it has been silent for a minute', async () => {
    const { points, kept, pass } = setUp();
    await pass(90, 'a', 'b');
    points.countOut('b');
    kept.length = 0;
    await pass(45, 'a');
    expect(kept.every((boots) => boots.includes('b'))).toBe(true);
    await pass(30, 'a');
    expect(kept.at(-1)).toEqual(['a']);
  });

  it.each(['away', 'recheckFails'] as const)(
    'does not take for their silence what was its own: Kafka was away (%s) for two minutes',
    async (how) => {
      const { points, kept, kafka, pass } = setUp();
      await pass(90, 'a', 'b');
      kept.length = 0;
      kafka[how] = true;
      await pass(120);
      for (const boot of ['a', 'b']) points.countOut(boot);
      kafka[how] = false;
      await pass(20);
      expect(kept).toEqual([]);
      await pass(70, 'a');
      expect(kept.at(-1)).toEqual(['a']);
    },
  );
});

describe('who is remembered', () => {
  it('is no run that has been silent for an hour, and none that left two hours ago', () => {
    const points = new Points();
    for (let run = 0; run < 1_000; run++) {
      points.report(report(`left-${run}`), run);
      points.report({ ...report(`left-${run}`), gone: true }, run);
      points.report(report(`silent-${run}`), run);
      points.countOut(`silent-${run}`);
    }
    expect(points.silent).toHaveLength(1_000);
    points.report(report('left-0'), 3_000_000);
    expect(points.live).toEqual([]);
    points.report(report('new'), 3_601_000);
    expect(points.silent).toEqual([]);
    points.report(report('left-999'), 3_601_000);
    expect(points.live.map(({ boot }) => boot)).toEqual(['new']);
    points.report(report('left-999'), 7_201_000);
    expect(points.live.map(({ boot }) => boot)).toEqual(['new', 'left-999']);
  });
});
