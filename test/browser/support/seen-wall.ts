import type { Page } from 'playwright-core';
import { COLOURS } from '../../../apps/account-web/src/operator/wall/colours.js';
import type { Seen } from '../../../apps/account-web/src/operator/wall/tile-state.js';

/** The colour in the middle of each of so many tiles of the canvas, by place; null for one that means nothing. */
export async function tilesSeen(page: Page, count: number): Promise<(Seen | null)[]> {
  const colours = await page.locator('canvas').evaluate((element, tiles) => {
    const canvas = element as HTMLCanvasElement;
    const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const columns = Number(canvas.dataset['columns']);
    const pitch = Number(canvas.dataset['pitch']);
    return Array.from({ length: tiles }, (_, place) => {
      const x = (place % columns) * pitch + Math.floor(pitch / 2) - 1;
      const y = Math.floor(place / columns) * pitch + Math.floor(pitch / 2) - 1;
      return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)].join();
    });
  }, count);
  const names = new Map(Object.entries(COLOURS).map(([seen, rgb]) => [rgb.join(), seen as Seen]));
  return colours.map((colour) => names.get(colour) ?? null);
}

export const countOf = (tiles: readonly (Seen | null)[]): Partial<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const tile of tiles) counts[tile ?? 'nothing'] = (counts[tile ?? 'nothing'] ?? 0) + 1;
  return counts;
};

/** The figures beside the wall, those that are not zero. */
export async function figuresOf(page: Page): Promise<Partial<Record<string, number>>> {
  const figures = await page
    .locator('[data-seen]')
    .evaluateAll((all) =>
      all.map(
        (one) =>
          [(one as HTMLElement).dataset['seen']!, Number(one.textContent.replaceAll(',', ''))] as const,
      ),
    );
  return Object.fromEntries(figures.filter(([, count]) => count > 0));
}
