/** Tiles in rows, as large as they fit. Lengths in pixels of the device, so that no tile is blurred. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** From one tile to the next, the gap included. */
  readonly pitch: number;
  readonly gap: number;
}

const LARGEST_PITCH = 64;

/** The largest whole pitch at which so many tiles fit; 1 where even that is too much, and the rest is cut off. */
export function layOut(count: number, width: number, height: number): Layout {
  let pitch = LARGEST_PITCH;
  const fits = (): boolean => Math.floor(width / pitch) * Math.floor(height / pitch) >= count;
  while (pitch > 1 && !fits()) pitch -= 1;
  const columns = Math.max(1, Math.floor(width / pitch));
  return { columns, rows: Math.max(1, Math.ceil(count / columns)), pitch, gap: gapOf(pitch) };
}

const gapOf = (pitch: number): number => (pitch < 3 ? 0 : Math.max(1, Math.round(pitch / 8)));

/** A part of the wall, magnified by a whole number; in places. */
export interface View {
  readonly zoom: number;
  readonly left: number;
  readonly top: number;
}

export const WHOLE: View = { zoom: 1, left: 0, top: 0 };
export const ZOOMS = [1, 2, 4, 8] as const;

/** How many columns and rows of a layout are seen at a zoom. */
const seen = ({ columns, rows }: Layout, zoom: number): { columns: number; rows: number } => ({
  columns: Math.max(1, Math.ceil(columns / zoom)),
  rows: Math.max(1, Math.ceil(rows / zoom)),
});

/** The view at a zoom that has a place in its middle, as far as the wall's edges allow. */
export function viewAround(layout: Layout, place: number, zoom: number): View {
  const { columns, rows } = seen(layout, zoom);
  const column = place % layout.columns;
  const row = Math.floor(place / layout.columns);
  return {
    zoom,
    left: bounded(column - Math.floor(columns / 2), layout.columns - columns),
    top: bounded(row - Math.floor(rows / 2), layout.rows - rows),
  };
}

/** The view moved as little as shows a place. */
export function viewWith(layout: Layout, view: View, place: number): View {
  const { columns, rows } = seen(layout, view.zoom);
  const column = place % layout.columns;
  const row = Math.floor(place / layout.columns);
  const isSeen =
    column >= view.left && column < view.left + columns && row >= view.top && row < view.top + rows;
  return isSeen ? view : viewAround(layout, place, view.zoom);
}

const bounded = (value: number, most: number): number => Math.max(0, Math.min(value, most));

/** The place at a point of the canvas; null beside the tiles. */
export function placeAt(layout: Layout, view: View, count: number, x: number, y: number): number | null {
  const pitch = layout.pitch * view.zoom;
  const column = Math.floor(x / pitch) + view.left;
  const row = Math.floor(y / pitch) + view.top;
  if (x < 0 || y < 0 || column >= layout.columns || row >= layout.rows) return null;
  const place = row * layout.columns + column;
  return place < count ? place : null;
}
