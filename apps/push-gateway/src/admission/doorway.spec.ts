import { Doorway } from './doorway.js';
import { Pace } from './pace.js';

const SIZE = { greeting: 0, registered: 0 };

/** A doorway whose surroundings a spec sets: who greets, who is in, what waits, what the time is. */
class Scene {
  now = 0;
  size = { ...SIZE };
  unverified = 0;
  perS = 1_000;
  readonly door: Doorway;

  constructor(maxConnections = 50_000, queueMs = 5_000) {
    const hub = { size: SIZE };
    Object.defineProperty(hub, 'size', { get: () => this.size });
    const pace = { perS: 0 };
    Object.defineProperty(pace, 'perS', { get: () => this.perS });
    const monotonicMs = (): number => this.now;
    this.door = new Doorway(hub, () => this.unverified, pace, { maxConnections, queueMs, monotonicMs });
  }
}

describe('the doorway of a gateway', () => {
  it('lets in as many as can be verified in time, and no more', () => {
    const scene = new Scene();
    scene.size.greeting = 2_000;
    scene.unverified = 2_999;
    expect(scene.door.knock(5_000)).toBeNull();
    scene.unverified = 3_000;
    expect(scene.door.knock(5_000)).not.toBeNull();
    scene.perS = 1_001;
    expect(scene.door.knock(5_000)).toBeNull();
  });

  it('lets in who comes at a quiet moment, however slow the machine was', () => {
    const scene = new Scene(50_000, 100);
    scene.perS = 50;
    scene.size.greeting = 63;
    expect(scene.door.knock(64)).toBeNull();
    scene.size.greeting = 64;
    expect(scene.door.knock(65)).not.toBeNull();
  });

  it('sends many away over a window in which all of them can be verified', () => {
    const scene = new Scene();
    scene.unverified = 5_000;
    const windows = Array.from({ length: 10_000 }, () => scene.door.knock(6_000));
    // 5,000 that wait, and then 10,000 more, at 1,000 a second.
    expect([windows[0], windows.at(-1)]).toEqual([6, 15]);
    expect(windows.every((window, index) => index === 0 || window! >= windows[index - 1]!)).toBe(true);
  });

  it('forgets those it sent away as they have time to come back', () => {
    const scene = new Scene();
    scene.unverified = 5_000;
    for (let i = 0; i < 10_000; i++) scene.door.knock(6_000);
    scene.now += 10_000;
    expect(scene.door.knock(6_000)).toBe(6);
  });

  it('never tells a window that is nothing, or longer than a minute', () => {
    const scene = new Scene();
    scene.unverified = 1_000_000;
    expect(scene.door.knock(1)).toBe(60);
    expect(new Scene(1).door.knock(2)).toBe(1);
  });

  it('does not let strangers who say nothing take every place', () => {
    const scene = new Scene(100);
    scene.size.greeting = 49;
    expect(scene.door.knock(50)).toBeNull();
    scene.size.greeting = 50;
    expect(scene.door.knock(51)).not.toBeNull();
  });

  it('keeps the last tenth of all places for those who greet', () => {
    const scene = new Scene(100);
    scene.size.registered = 90;
    expect(scene.door.hasRoom).toBe(true);
    expect(scene.door.knock(91)).toBeNull();
    scene.size.registered = 91;
    expect(scene.door.hasRoom).toBe(false);
  });

  it('keeps four hundred of many', () => {
    const scene = new Scene(19_744);
    scene.size.registered = 19_344;
    expect(scene.door.hasRoom).toBe(true);
    scene.size.registered = 19_345;
    expect(scene.door.hasRoom).toBe(false);
  });
});

describe('the pace of the verifying thread', () => {
  it('is what it did in the time in which it had work', () => {
    let now = 0;
    const pace = new Pace(() => now);
    for (let round = 0; round < 40; round++) {
      now += 10_000; // Idle: this says nothing.
      pace.busy();
      now += 100;
      pace.did(400, 0);
    }
    expect(pace.perS).toBeGreaterThan(3_900);
    expect(pace.perS).toBeLessThanOrEqual(4_000);
  });

  it('is not judged by a moment, nor by work that was lost', () => {
    let now = 0;
    const pace = new Pace(() => now);
    const before = pace.perS;
    pace.busy();
    now += 10;
    pace.did(1, 5);
    pace.idle();
    now += 60_000;
    pace.did(1, 0);
    expect(pace.perS).toBe(before);
  });

  it('never falls to nothing', () => {
    let now = 0;
    const pace = new Pace(() => now);
    for (let round = 0; round < 100; round++) {
      pace.busy();
      now += 100_000;
      pace.did(1, 0);
    }
    expect(pace.perS).toBe(50);
  });
});
