import fc from 'fast-check';
import { applyBatch, BLOCKED, CONFIRMED, ONLINE, seenAs, tallyOf, type Batch } from './tile-state.js';
import { Timeline } from './timeline.js';

const TILES = 12;
const some = fc.uniqueArray(fc.nat(TILES + 2), { maxLength: 5 });
const aBatch: fc.Arbitrary<Batch> = fc.record({
  atMs: fc.nat(1_000),
  online: some,
  offline: some,
  blocked: some,
  confirmed: some,
});
const first = fc.uint8Array({ minLength: TILES, maxLength: TILES, max: 1 });
const batches = fc.array(aBatch, { maxLength: 60 });
const nothing = { online: [], offline: [], blocked: [], confirmed: [] };

/** What the timeline must show, said plainly: each batch at the latest moment so far, applied from the beginning. */
function plainly(start: Uint8Array, all: readonly Batch[], atMs: number): number[] {
  const states = start.slice();
  let latest = 0;
  for (const batch of all) {
    latest = Math.max(latest, batch.atMs);
    if (latest <= atMs) applyBatch(states, batch);
  }
  return [...states];
}

describe('a tile', () => {
  it('goes on from live to blocked to confirmed, and never back, while it comes and goes', () => {
    const states = new Uint8Array(1);
    const steps: Partial<Batch>[] = [{ online: [0] }, { blocked: [0] }, { offline: [0] }, { confirmed: [0] }];
    const seen = steps.map((step) => {
      applyBatch(states, { atMs: 0, ...nothing, ...step });
      return seenAs(states[0]!);
    });
    expect(seen).toEqual(['online', 'blocked', 'blockedOffline', 'confirmed']);
    applyBatch(states, { atMs: 0, ...nothing, online: [0] });
    applyBatch(states, { atMs: 0, ...nothing, blocked: [0] });
    expect(seenAs(states[0]!)).toBe('confirmed');
  });

  it('whose receipt is heard of before the block is confirmed all the same', () => {
    const states = new Uint8Array(1);
    applyBatch(states, { atMs: 0, ...nothing, confirmed: [0] });
    expect(states[0]).toBe(BLOCKED | CONFIRMED);
  });

  it('is told of once it changes, and only then', () => {
    const states = new Uint8Array([ONLINE, 0]);
    const changed: number[] = [];
    applyBatch(states, { atMs: 0, ...nothing, online: [0, 1, 99], blocked: [1] }, (tile) =>
      changed.push(tile),
    );
    expect(changed).toEqual([1, 1]);
  });

  it('stands in exactly one of the five that are counted', () => {
    fc.assert(
      fc.property(first, batches, (start, all) => {
        const states = start.slice();
        for (const batch of all) applyBatch(states, batch);
        const tally = tallyOf(states);
        expect(Object.values(tally).reduce((sum: number, count: number) => sum + count, 0)).toBe(TILES);
        expect(tally.confirmed).toBe([...states].filter((state) => seenAs(state) === 'confirmed').length);
      }),
    );
  });
});

describe('the record of a wall', () => {
  it('shows every moment as it was, in whichever order one looks at them', () => {
    fc.assert(
      fc.property(
        first,
        batches,
        fc.array(fc.nat(1_100)),
        fc.integer({ min: 1, max: 7 }),
        (start, all, looks, keyEach) => {
          const timeline = new Timeline(start, 0, { keyEach, keptBatches: 1_000 });
          for (const batch of all) timeline.append(batch);
          const cursor = timeline.cursor();
          expect([...cursor.states]).toEqual(plainly(start, all, Infinity));
          for (const at of looks) {
            timeline.seek(cursor, at);
            expect([...cursor.states]).toEqual(plainly(start, all, at));
          }
        },
      ),
    );
  });

  it('can be looked at while it goes on', () => {
    fc.assert(
      fc.property(first, batches, fc.nat(1_100), (start, all, at) => {
        const timeline = new Timeline(start, 0, { keyEach: 4, keptBatches: 1_000 });
        const live = timeline.cursor();
        const past = timeline.cursor();
        all.forEach((batch, index) => {
          timeline.append(batch);
          timeline.seek(live, Infinity);
          timeline.seek(past, at);
          const so = all.slice(0, index + 1);
          expect([...live.states]).toEqual(plainly(start, so, Infinity));
          expect([...past.states]).toEqual(plainly(start, so, at));
        });
      }),
    );
  });

  it('on its way forward names exactly the tiles that are another now', () => {
    fc.assert(
      fc.property(first, batches, fc.nat(1_100), fc.nat(1_100), (start, all, a, b) => {
        const timeline = new Timeline(start, 0, { keyEach: 4, keptBatches: 1_000 });
        for (const batch of all) timeline.append(batch);
        const cursor = timeline.cursor();
        timeline.seek(cursor, Math.min(a, b));
        const before = cursor.states.slice();
        const changed = new Set<number>();
        timeline.seek(cursor, Math.max(a, b), (tile) => changed.add(tile));
        cursor.states.forEach((state, tile) => {
          if (state !== before[tile]) expect(changed).toContain(tile);
        });
      }),
    );
  });

  it('forgets its oldest part when it grows too long, and shows the rest as it was', () => {
    fc.assert(
      fc.property(first, fc.array(aBatch, { minLength: 30, maxLength: 120 }), (start, all) => {
        const timeline = new Timeline(start, 0, { keyEach: 3, keptBatches: 20 });
        const cursor = timeline.cursor();
        for (const batch of all) timeline.append(batch);
        expect(timeline.batches.length).toBeLessThanOrEqual(20);
        timeline.seek(cursor, Infinity);
        expect([...cursor.states]).toEqual(plainly(start, all, Infinity));
        const kept = [timeline.startMs, ...timeline.batches.map(({ atMs }) => atMs)];
        for (const at of kept) {
          timeline.seek(cursor, at);
          // Before its beginning it shows its beginning.
          if (at > timeline.startMs) expect([...cursor.states]).toEqual(plainly(start, all, at));
        }
      }),
    );
  });

  it('takes a batch whose clock went back as of the moment before it', () => {
    const timeline = new Timeline(new Uint8Array(2), 100);
    timeline.append({ atMs: 500, ...nothing, online: [0] });
    timeline.append({ atMs: 300, ...nothing, online: [1] });
    expect([timeline.startMs, timeline.endMs]).toEqual([100, 500]);
    const cursor = timeline.cursor();
    timeline.seek(cursor, 499);
    expect([...cursor.states]).toEqual([0, 0]);
  });
});
