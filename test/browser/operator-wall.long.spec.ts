/**
 * Long because it measures: how long the page's frames take while a wave goes over 10,000 tiles. Milliseconds are
 * those of the machine it ran on, so they are printed and none is demanded.
 */
import type { Browser } from 'playwright-core';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import { aDesk, aWall } from './support/operator-desk.js';
import { figuresOf } from './support/seen-wall.js';
import { visit } from './support/visit.js';

const TILES = 10_000;
const BATCHES = 100;
const EACH_MS = 100;

interface Frames {
  /** From one frame to the next. */
  readonly between: number[];
  /** The page's own work in a frame. */
  readonly work: number[];
}

describe('the wall’s frames', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it('a whole wave over 10,000 tiles, ten batches a second', async () => {
    const desk = await aDesk();
    desk.wall = aWall(TILES);
    const { page, context, goTo } = await visit(browser, desk.url, {
      viewport: { width: 1240, height: 900 },
    });
    await page.addInitScript(() => {
      const frames: Frames = { between: [], work: [] };
      Object.assign(window, { frames });
      const ask = window.requestAnimationFrame.bind(window);
      let last = 0;
      window.requestAnimationFrame = (run) =>
        ask((now) => {
          if (last !== 0 && now - last < 1_000) frames.between.push(now - last);
          last = now;
          const began = performance.now();
          run(now);
          frames.work.push(performance.now() - began);
        });
    });
    await goTo('/operator/wall');
    await page.getByText('10,000', { exact: true }).waitFor();
    await until('the stream', () => desk.streams('/wall/events') === 1);
    const all = [...Array(TILES).keys()];
    const part = (index: number) => all.filter((number) => number % BATCHES === index);
    const at = Date.now() + 1_000;
    const paced = setInterval(tell, EACH_MS);
    let told = 0;
    function tell(): void {
      if (told === BATCHES) return clearInterval(paced);
      const confirmed = told === 0 ? [] : part(told - 1);
      desk.tell('/wall/events', 'batch', {
        atMs: at + told * EACH_MS,
        online: [],
        offline: [],
        blocked: part(told),
        confirmed,
      });
      told += 1;
    }
    await until(
      'the end of the wave',
      async () => (await figuresOf(page))['confirmed'] === TILES - TILES / BATCHES,
      120_000,
    );
    const { between, work } = await page.evaluate(() => (window as unknown as { frames: Frames }).frames);
    const line = (name: string, all: number[]): string =>
      `${name}: p50 ${quantile(all, 0.5).toFixed(1)} ms, p95 ${quantile(all, 0.95).toFixed(1)} ms, ` +
      `p99 ${quantile(all, 0.99).toFixed(1)} ms, of ${all.length}`;
    process.stdout.write(`${line('frame to frame', between)}\n${line('work in a frame', work)}\n`);
    await context.close();
    await desk.close();
    expect(work.length).toBeGreaterThan(0);
  });
});

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
