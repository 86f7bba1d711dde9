import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignoffError } from '#libs/errors';

export const FILM = Symbol('Film');

/** Of a segment. */
export const SEGMENT_S = 2;

/** The film, in memory: MPEG-TS segments of two seconds, which laid end to end are one stream. */
export class Film {
  constructor(private readonly segments: readonly Buffer[]) {}

  /** Reads 0.mpegts, 1.mpegts and so on. */
  static async read(dir: string): Promise<Film> {
    const names = (await readdir(dir)).filter((name) => name.endsWith('.mpegts'));
    if (names.length === 0) throw new Error(`${dir} holds no film; apps/playback-api/film makes one`);
    return new Film(await Promise.all(names.map((_, n) => readFile(join(dir, `${n}.mpegts`)))));
  }

  get count(): number {
    return this.segments.length;
  }

  get seconds(): number {
    return this.segments.length * SEGMENT_S;
  }

  /** Errors: segment_not_found. */
  segment(name: string): Buffer {
    const number = /^(0|[1-9]\d{0,4})\.ts$/.exec(name)?.[1];
    const segment = number === undefined ? undefined : this.segments[Number(number)];
    if (segment === undefined) throw new SignoffError('segment_not_found');
    return segment;
  }

  /** The piece that is played between two moments of the film, ms, at its own rate. */
  *between(fromMs: number, toMs: number): Generator<Buffer> {
    const segmentMs = SEGMENT_S * 1000;
    const last = Math.min(this.segments.length - 1, Math.floor(toMs / segmentMs));
    for (let n = Math.floor(fromMs / segmentMs); n <= last; n++) {
      const segment = this.segments[n] as Buffer;
      const at = (ms: number): number =>
        Math.round((Math.min(1, Math.max(0, ms / segmentMs - n)) * segment.length) / PACKET) * PACKET;
      if (at(toMs) > at(fromMs)) yield segment.subarray(at(fromMs), at(toMs));
    }
  }
}

/** Bytes of an MPEG-TS packet, and of every segment a multiple. */
const PACKET = 188;
