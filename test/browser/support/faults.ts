import { AxeBuilder } from '@axe-core/playwright';
import axe from 'axe-core';
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
    found = (await violationsOf(page)).map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
    if (found.length === 0) break;
  }
  return found;
}

/**
 * By axe in the page itself, put there once. Its builder for Playwright opens a window of its own for each look, to
 * bring frames together, and takes three times as long; so it does that where there are frames.
 */
async function violationsOf(page: Page): Promise<readonly axe.Result[]> {
  if (page.frames().length > 1) return (await new AxeBuilder({ page }).analyze()).violations;
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return (await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run(document)))
    .violations;
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
