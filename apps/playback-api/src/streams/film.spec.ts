import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { sendAtItsPace } from './at-its-pace.js';
import { Film } from './film.js';
import { playlistOf } from './playlist.js';

const PACKET = 188;
const lengths = [10, 7, 12];
const film = new Film(lengths.map((packets, n) => Buffer.alloc(packets * PACKET, n + 1)));
const whole = Buffer.concat(lengths.map((packets, n) => Buffer.alloc(packets * PACKET, n + 1)));

describe('the film', () => {
  it('that is committed has thirty segments of whole packets, and is at most 600 KB', async () => {
    const ours = await Film.read('apps/playback-api/film/segments');
    expect([ours.count, ours.seconds]).toEqual([30, 60]);
    const bytes = [...ours.between(0, 60_000)].reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeLessThanOrEqual(600_000);
    expect(bytes % PACKET).toBe(0);
  });

  it('is the same bytes in the same order, in whatever pieces it is taken', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 6_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, (at) => {
        const moments = [0, ...at.sort((a, b) => a - b), 6_000];
        const pieces = moments.slice(1).flatMap((to, i) => [...film.between(moments[i]!, to)]);
        expect(Buffer.concat(pieces).equals(whole)).toBe(true);
        for (const { length } of pieces) expect(length % PACKET).toBe(0);
      }),
    );
  });

  it('has a playlist that names each segment once and ends', () => {
    expect(playlistOf(film).split('\n')).toEqual([
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      '#EXT-X-TARGETDURATION:2',
      '#EXT-X-MEDIA-SEQUENCE:0',
      '#EXT-X-PLAYLIST-TYPE:VOD',
      ...[0, 1, 2].flatMap((n) => ['#EXTINF:2.000,', `${n}.ts`]),
      '#EXT-X-ENDLIST',
      '',
    ]);
  });
});

describe('a film sent at its own pace', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  class Taker extends EventEmitter {
    bytes = 0;
    full = false;
    write(piece: Buffer): boolean {
      this.bytes += piece.length;
      return !this.full;
    }
  }
  const begin = () => {
    const taker = new Taker();
    sendAtItsPace(
      taker as unknown as ServerResponse,
      film,
      () => undefined,
      () => Date.now(),
    );
    return taker;
  };

  it('is two seconds ahead of its clock, and begins again at its end', () => {
    const taker = begin();
    expect(taker.bytes).toBe(10 * PACKET);
    jest.advanceTimersByTime(4_000);
    expect(taker.bytes).toBe(whole.length);
    jest.advanceTimersByTime(6_000);
    expect(taker.bytes).toBe(2 * whole.length);
  });

  it('waits for a connection that is full, and catches up', () => {
    const taker = begin();
    taker.full = true;
    jest.advanceTimersByTime(4_000);
    expect(taker.bytes).toBeLessThan(11 * PACKET + 1);
    taker.full = false;
    taker.emit('drain');
    jest.advanceTimersByTime(20);
    expect(taker.bytes).toBeGreaterThan(28 * PACKET);
  });

  it('ends with its connection', () => {
    const taker = begin();
    taker.emit('close');
    jest.advanceTimersByTime(10_000);
    expect([taker.bytes, jest.getTimerCount()]).toEqual([10 * PACKET, 0]);
  });
});
