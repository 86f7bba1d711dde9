import fc from 'fast-check';
import { layOut, placeAt, viewAround, viewWith, WHOLE, ZOOMS } from './layout.js';
import { LIVE, momentOf, playedOn, playFrom } from './playing.js';
import type { Batch } from './tile-state.js';
import { lastWave } from './waves.js';

const size = fc.integer({ min: 150, max: 3_000 });
const count = fc.integer({ min: 1, max: 20_000 });
const zoom = fc.constantFrom(...ZOOMS);

describe('where tiles stand', () => {
  it('fits ten thousand into a window and into a phone', () => {
    expect(layOut(10_000, 1_056, 620)).toMatchObject({ pitch: 8, columns: 132, rows: 76 });
    expect(layOut(10_000, 328 * 3, 460 * 3).pitch).toBeGreaterThanOrEqual(11);
  });

  it('every tile has a place of its own inside, and the next larger pitch would not fit', () => {
    fc.assert(
      fc.property(count, size, size, (tiles, width, height) => {
        const { columns, rows, pitch } = layOut(tiles, width, height);
        expect(columns * rows).toBeGreaterThanOrEqual(tiles);
        expect(columns * pitch).toBeLessThanOrEqual(width);
        if (pitch > 1) expect(rows * pitch).toBeLessThanOrEqual(height);
        const larger = pitch + 1;
        if (pitch < 64) expect(Math.floor(width / larger) * Math.floor(height / larger)).toBeLessThan(tiles);
      }),
    );
  });

  it('a point in a tile leads to that tile, at every zoom', () => {
    fc.assert(
      fc.property(count, size, size, fc.nat(), zoom, (tiles, width, height, any, times) => {
        const layout = layOut(tiles, width, height);
        const place = any % tiles;
        const view = viewAround(layout, place, times);
        const pitch = layout.pitch * times;
        const x = ((place % layout.columns) - view.left + 0.5) * pitch;
        const y = (Math.floor(place / layout.columns) - view.top + 0.5) * pitch;
        expect(placeAt(layout, view, tiles, x, y)).toBe(place);
      }),
    );
  });

  it('a view moves only where it must to show a tile, and never beyond the wall', () => {
    fc.assert(
      fc.property(count, size, size, fc.nat(), fc.nat(), zoom, (tiles, width, height, from, to, times) => {
        const layout = layOut(tiles, width, height);
        const before = viewAround(layout, from % tiles, times);
        const after = viewWith(layout, before, to % tiles);
        expect(viewWith(layout, before, from % tiles)).toBe(before);
        expect(after.left).toBeGreaterThanOrEqual(0);
        expect(after.left).toBeLessThan(layout.columns);
        expect(after.top).toBeLessThan(layout.rows);
        expect(viewWith(layout, after, to % tiles)).toBe(after);
      }),
    );
  });

  it('beside the tiles there is none', () => {
    const layout = layOut(10, 640, 640);
    expect(placeAt(layout, WHOLE, 10, -1, 5)).toBeNull();
    expect(placeAt(layout, WHOLE, 10, layout.columns * layout.pitch + 1, 5)).toBeNull();
    expect(placeAt(layout, WHOLE, 3, 10, layout.pitch * 3)).toBeNull();
  });
});

describe('playing a record', () => {
  it('goes at its speed, stops where the record ends, and is live from there', () => {
    const half = playFrom(1_000, 50, 0.5);
    expect(momentOf(half, 250, 5_000)).toBe(1_100);
    expect(momentOf(half, 999_999, 5_000)).toBe(5_000);
    expect(playedOn(half, 250, 5_000)).toBe(half);
    expect(playedOn(half, 999_999, 5_000)).toBe(LIVE);
    expect(momentOf(LIVE, 0, 5_000)).toBe(5_000);
    expect(momentOf({ how: 'paused', atMs: 9_000 }, 0, 5_000)).toBe(5_000);
  });

  const batch = (atMs: number, over: Partial<Batch> = {}): Batch => ({
    atMs,
    online: [],
    offline: [],
    blocked: [],
    confirmed: [],
    ...over,
  });

  it('finds the last wave, from its first block to its last receipt', () => {
    expect(lastWave([batch(1), batch(2, { online: [1] })])).toBeNull();
    const wave = [
      batch(1_000, { blocked: [1] }),
      batch(60_000, { blocked: [2] }),
      batch(60_100, { online: [4] }),
      batch(64_000, { confirmed: [2] }),
      batch(90_000, { offline: [2] }),
    ];
    expect(lastWave(wave)).toEqual({ fromMs: 60_000, toMs: 64_000 });
  });
});
