import type Hls from 'hls.js';
import type { Fetch } from '#libs/device-client';
import { guardedLoader } from './guarded-loader.js';

/** What a signed-out device may still hold of a film, at the very most. */
const BUFFER_S = 6;
/** The mark in the page's performance timeline: from here on there is no picture. */
export const PICTURE_STOPPED = 'picture-stopped';

/**
 * The picture. The element is its own, so that a sign-out stops it at once and waits for nothing that draws.
 * Invariants: after `stop` the element has no source, and what came of the film is let go.
 */
export class FilmPlayer {
  readonly video = document.createElement('video');
  #hls: Hls | null = null;
  /** Of the film in hand; one that was overtaken while it loaded does not start. */
  #turn = 0;

  constructor(private readonly failed: (status: number | null) => void) {
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.loop = true;
    this.video.disablePictureInPicture = true;
  }

  /** @param fetch as the device: each playlist and segment is proved for by itself */
  async play(playlist: string, fromS: number, fetch: Fetch): Promise<void> {
    this.stop();
    const turn = ++this.#turn;
    const { default: Player } = await import('hls.js/light');
    if (turn !== this.#turn) return;
    const hls = new Player({
      loader: guardedLoader(fetch),
      // A worker would be a script made of text, which the page's policy forbids.
      enableWorker: false,
      startPosition: fromS,
      maxBufferLength: BUFFER_S,
      maxMaxBufferLength: BUFFER_S,
      backBufferLength: 0,
    });
    this.#hls = hls;
    hls.on(Player.Events.ERROR, (_, { fatal, response }) => {
      if (!fatal || this.#hls !== hls) return;
      this.stop();
      this.failed(response?.code ?? null);
    });
    hls.on(Player.Events.MANIFEST_PARSED, () => {
      // Only a page that nobody has touched may refuse, and a muted film it does not.
      void this.video.play().catch(() => undefined);
    });
    hls.loadSource(playlist);
    hls.attachMedia(this.video);
  }

  get playing(): boolean {
    return this.#hls !== null;
  }

  stop(): void {
    this.#turn += 1;
    const hls = this.#hls;
    if (hls === null) return;
    this.#hls = null;
    this.video.pause();
    hls.destroy();
    this.video.removeAttribute('src');
    this.video.load();
    performance.mark(PICTURE_STOPPED);
  }
}
