import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const LOOKS_AT_MOST = 4;

/**
 * What axe finds at every look: "rule: the elements". A busy machine may paint new colours frames after the page
 * says it is settled, and nobody sees the frames in between.
 */
export async function lastingFaultsOf(page: Page): Promise<string[]> {
  let found: string[] = [];
  for (let looks = 0; looks < LOOKS_AT_MOST; looks++) {
    await settled(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    if (found.length === 0) break;
  }
  return found;
}

/** Colours change over a frame or two, however short the transition. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const ending = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
