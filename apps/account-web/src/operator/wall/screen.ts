import { SETTLE_MS } from './colours.js';
import { layOut, placeAt, viewAround, viewWith, WHOLE, type Layout, type View } from './layout.js';
import { Painter } from './painter.js';
import { LIVE, momentOf, playedOn, type Playing } from './playing.js';
import { tallyOf, type Batch, type Tally } from './tile-state.js';
import { Timeline, type Cursor } from './timeline.js';
import { orderOf, type Tile } from './wall.js';

/** What is on the screen, for the words beside it. */
export interface Shown {
  readonly tally: Tally;
  readonly atMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly playing: Playing;
  readonly view: View;
}

const TELL_EACH_MS = 100;

/** What a window leaves for a wall whose controls are to be seen as well, in CSS pixels. */
const tallest = (): number => Math.max(480, Math.min(window.innerHeight * 0.66, 720));

/**
 * A wall on a canvas: what the record says of the moment that is looked at, one draw a frame, and none while
 * nothing changes. It tells what it shows at a pace that words can follow.
 */
export class Screen {
  readonly timeline: Timeline;
  readonly order: Uint32Array;
  readonly #changedAt: Float64Array;
  readonly #cursor: Cursor;
  readonly #painter: Painter;
  #layout: Layout;
  #view: View = WHOLE;
  #playing: Playing = LIVE;
  #marked: number | null = null;
  #frame = 0;
  #toldMs = -Infinity;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    readonly tiles: readonly Tile[],
    first: Uint8Array,
    startMs: number,
    private readonly options: {
      readonly calm: () => boolean;
      readonly onShown: (shown: Shown) => void;
    },
  ) {
    this.order = orderOf(tiles);
    this.timeline = new Timeline(first, startMs);
    this.#cursor = this.timeline.cursor();
    this.#changedAt = new Float64Array(tiles.length).fill(-SETTLE_MS);
    this.#layout = this.#fitted();
    this.#painter = new Painter(canvas, this.#layout, this.order);
    this.#tell(performance.now());
    this.#due();
  }

  get states(): Uint8Array {
    return this.#cursor.states;
  }

  /** Of the tile under the pointer or the keyboard. */
  get marked(): number | null {
    return this.#marked;
  }

  get layout(): Layout {
    return this.#layout;
  }

  append(batch: Batch): void {
    this.timeline.append(batch);
    this.#due();
  }

  play(playing: Playing): void {
    this.#playing = playing;
    this.#toldMs = -Infinity;
    this.#due();
  }

  /** After the canvas' box may have changed. */
  fit(): void {
    const fitted = this.#fitted();
    if (JSON.stringify(fitted) === JSON.stringify(this.#layout)) return;
    this.#layout = fitted;
    this.#painter.layOut(this.#layout);
    this.#view = WHOLE.zoom === this.#view.zoom ? WHOLE : viewAround(this.#layout, 0, this.#view.zoom);
    if (this.#marked !== null) this.#view = viewAround(this.#layout, this.#marked, this.#view.zoom);
    this.#due();
  }

  /** Around the marked tile, else the middle. */
  zoom(times: number): void {
    const { columns, rows } = this.#layout;
    const middle = Math.floor(rows / 2) * columns + Math.floor(columns / 2);
    this.#view = viewAround(this.#layout, this.#marked ?? middle, times);
    this.#toldMs = -Infinity;
    this.#due();
  }

  /** @param place null to mark none */
  mark(place: number | null): void {
    this.#marked = place;
    if (place !== null) this.#view = viewWith(this.#layout, this.#view, place);
    this.#due();
  }

  /** @param x of the canvas' box, in CSS pixels */
  placeAt(x: number, y: number): number | null {
    const scale = this.canvas.width / Math.max(1, this.canvas.clientWidth);
    return placeAt(this.#layout, this.#view, this.tiles.length, x * scale, y * scale);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
  }

  #fitted(): Layout {
    const scale = window.devicePixelRatio;
    const width = (this.canvas.parentElement?.clientWidth ?? 0) * scale;
    return layOut(this.tiles.length, Math.floor(width), Math.floor(tallest() * scale));
  }

  #due(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  #draw(now: number): void {
    this.#frame = 0;
    const { timeline } = this;
    this.#playing = playedOn(this.#playing, now, timeline.endMs);
    const atMs = momentOf(this.#playing, now, timeline.endMs);
    const isCalm = this.options.calm();
    timeline.seek(this.#cursor, atMs, (tile) => {
      if (!isCalm) this.#changedAt[tile] = now;
    });
    const isSettling = this.#painter.draw(
      this.#cursor.states,
      this.#changedAt,
      now,
      this.#view,
      this.#marked,
    );
    const isDue = isSettling || this.#playing.how === 'playing';
    if (now - this.#toldMs >= TELL_EACH_MS || !isDue) this.#tell(now);
    if (isDue) this.#due();
  }

  #tell(now: number): void {
    this.#toldMs = now;
    const { startMs, endMs } = this.timeline;
    this.options.onShown({
      tally: tallyOf(this.#cursor.states),
      atMs: momentOf(this.#playing, now, endMs),
      startMs,
      endMs,
      playing: this.#playing,
      view: this.#view,
    });
  }
}
