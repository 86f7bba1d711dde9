import { GROUND, pixels, stepAt, STEPS } from './colours.js';
import type { Layout, View } from './layout.js';

const AT_REST = STEPS - 1;

/**
 * Draws a wall: one pixel a tile on a canvas of its own, drawn large by whole numbers, and the gaps over it. So a
 * frame costs the same few steps whether one tile changed or all did.
 */
export class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #small = document.createElement('canvas');
  readonly #palette = pixels();
  #image: ImageData;
  #pixels: Uint32Array;
  #layout: Layout;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    layout: Layout,
    /** The tile at each place. */
    private readonly order: Uint32Array,
  ) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('This browser has no 2D canvas');
    this.#context = context;
    this.#layout = layout;
    this.#image = new ImageData(layout.columns, layout.rows);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.layOut(layout);
  }

  /** Takes the canvas' size along: it is as large as its tiles, and a pixel of it is one of the screen's. */
  layOut(layout: Layout): void {
    this.#layout = layout;
    const { columns, rows, pitch } = layout;
    this.canvas.width = columns * pitch;
    this.canvas.height = rows * pitch;
    this.canvas.dataset['columns'] = String(columns);
    this.canvas.dataset['pitch'] = String(pitch);
    this.canvas.style.width = `${this.canvas.width / window.devicePixelRatio}px`;
    this.#small.width = columns;
    this.#small.height = rows;
    this.#image = new ImageData(columns, rows);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  /**
   * @param changedAt the screen's time when a tile changed
   * @param marked the place the keyboard or the pointer is at; null for none
   * @returns whether tiles are still settling, so that another frame is due
   */
  draw(states: Uint8Array, changedAt: Float64Array, now: number, view: View, marked: number | null): boolean {
    const isSettling = this.#paint(states, changedAt, now);
    const small = this.#small.getContext('2d');
    if (small === null) return false;
    small.putImageData(this.#image, 0, 0);
    const { columns, rows } = this.#layout;
    const pitch = this.#layout.pitch * view.zoom;
    const context = this.#context;
    context.fillStyle = GROUND;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    context.imageSmoothingEnabled = false;
    const across = columns - view.left;
    const down = rows - view.top;
    context.drawImage(this.#small, view.left, view.top, across, down, 0, 0, across * pitch, down * pitch);
    this.#drawGaps(pitch, this.#layout.gap * view.zoom);
    if (marked !== null) this.#drawMark(view, pitch, marked);
    return isSettling;
  }

  #paint(states: Uint8Array, changedAt: Float64Array, now: number): boolean {
    let isSettling = false;
    for (let place = 0; place < this.order.length; place += 1) {
      const tile = this.order[place]!;
      const step = stepAt(now - changedAt[tile]!);
      if (step !== AT_REST) isSettling = true;
      this.#pixels[place] = this.#palette[states[tile]! * STEPS + step]!;
    }
    return isSettling;
  }

  #drawGaps(pitch: number, gap: number): void {
    if (gap === 0) return;
    const { width, height } = this.canvas;
    for (let x = pitch - gap; x < width; x += pitch) this.#context.fillRect(x, 0, gap, height);
    for (let y = pitch - gap; y < height; y += pitch) this.#context.fillRect(0, y, width, gap);
  }

  #drawMark(view: View, pitch: number, place: number): void {
    const x = ((place % this.#layout.columns) - view.left) * pitch;
    const y = (Math.floor(place / this.#layout.columns) - view.top) * pitch;
    const line = Math.max(2, Math.round(pitch / 6));
    const side = pitch - this.#layout.gap * view.zoom + line;
    this.#context.strokeStyle = '#ffffff';
    this.#context.lineWidth = line;
    this.#context.strokeRect(x - line / 2, y - line / 2, side, side);
  }
}
