/** How a record is looked at: as it goes on, at one moment, or played from one at a speed. */
export type Playing =
  | { readonly how: 'live' }
  | { readonly how: 'paused'; readonly atMs: number }
  | {
      readonly how: 'playing';
      readonly fromMs: number;
      /** The screen's clock when it began. */
      readonly sinceMs: number;
      readonly speed: number;
    };

export const LIVE: Playing = { how: 'live' };

/** The moment that is shown when the screen's clock says so; playing ends where the record does. */
export function momentOf(playing: Playing, screenMs: number, endMs: number): number {
  switch (playing.how) {
    case 'live':
      return endMs;
    case 'paused':
      return Math.min(playing.atMs, endMs);
    case 'playing':
      return Math.min(playing.fromMs + (screenMs - playing.sinceMs) * playing.speed, endMs);
  }
}

/** The same moment at another speed, or on from a pause. */
export const playFrom = (fromMs: number, screenMs: number, speed: number): Playing => ({
  how: 'playing',
  fromMs,
  sinceMs: screenMs,
  speed,
});

/** Once the end is reached there is nothing left to play: from there it is live. */
export const playedOn = (playing: Playing, screenMs: number, endMs: number): Playing =>
  playing.how === 'playing' && momentOf(playing, screenMs, endMs) >= endMs ? LIVE : playing;
