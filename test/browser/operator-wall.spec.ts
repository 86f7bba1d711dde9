import type { Browser, Page } from 'playwright-core';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import { aDesk, aWall, type Desk } from './support/operator-desk.js';
import { countOf, figuresOf, tilesSeen } from './support/seen-wall.js';
import { picture, visit, type Visit } from './support/visit.js';

const TILES = 10_000;
/** Every model of a third: the first in the canvas' order are the phones, then Model One, then Model Two. */
const MODEL_ONE = [...Array(TILES).keys()].filter((number) => number % 3 === 0);
const nothing = { online: [], offline: [], blocked: [], confirmed: [] };

describe('the wall', () => {
  let browser: Browser;
  let desk: Desk;
  let open: Visit;
  let page: Page;

  beforeAll(async () => {
    browser = await openChromium();
  });
  beforeEach(async () => {
    desk = await aDesk();
    desk.wall = aWall(TILES);
    // With motion a tile is its colour only once it has settled.
    open = await visit(browser, desk.url, {
      viewport: { width: 1240, height: 900 },
      reducedMotion: 'reduce',
    });
    page = open.page;
    await open.goTo('/operator/wall');
    await page.getByText('10,000', { exact: true }).waitFor();
    await until('the stream', () => Promise.resolve(desk.streams('/wall/events') === 1 || null));
  });
  afterEach(async () => {
    await open.context.close();
    await desk.close();
    expect(open.complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** Tells the page of it as batches each 100 ms, and waits for the figures that must come of it. */
  const tell = async (
    at: number,
    batches: readonly object[],
    figures: Readonly<Record<string, number>>,
  ): Promise<void> => {
    batches.forEach((batch, index) =>
      desk.tell('/wall/events', 'batch', { ...nothing, atMs: at + index * 100, ...batch }),
    );
    await shows(figures);
  };
  const shows = (figures: Readonly<Record<string, number>>): Promise<unknown> =>
    until(
      `the figures ${JSON.stringify(figures)}`,
      async () => isSame(await figuresOf(page), figures) || null,
      60_000,
    );
  const isSame = (a: object, b: object): boolean =>
    JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b).toSorted());
  const scrubTo = (share: number): Promise<void> =>
    page.getByLabel('Moment of the record').evaluate((element, to) => {
      const input = element as HTMLInputElement;
      // As a hand does it: React hears of it by the event alone.
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
      set.call(input, String(Math.round(Number(input.max) * to)));
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }, share);

  it('draws each of 10,000 tiles, and its figures are those of the picture, through a whole wave and back', async () => {
    expect(countOf(await tilesSeen(page, TILES))).toEqual({ online: TILES });
    const at = Date.now() + 1_000;
    // Receipts come as they come: which tenth a device is in says nothing of its neighbour's.
    const tenth = (number: number): number => (Math.imul(number + 1, 0x9e3779b1) >>> 8) % 10;
    const tenths = Array.from({ length: 10 }, (_, part) => MODEL_ONE.filter((one) => tenth(one) === part));
    const receipts = (from: number, to: number) => tenths.slice(from, to).map((confirmed) => ({ confirmed }));
    const unreached = tenths[9]!.length;
    const all = MODEL_ONE.length;
    const half = tenths.slice(0, 5).flat().length;
    await tell(at, [{ blocked: MODEL_ONE, offline: tenths[9] }, ...receipts(0, 5)], {
      online: TILES - all,
      blocked: all - half - unreached,
      blockedOffline: unreached,
      confirmed: half,
    });
    await picture(page, 'operator-wall-wave');
    const after = { online: TILES - all, confirmed: all - unreached, blockedOffline: unreached };
    await tell(at + 1_000, receipts(5, 9), after);
    const tiles = await tilesSeen(page, TILES);
    expect(countOf(tiles)).toEqual(after);
    // Like beside like: phones first, then the model that was ended.
    const phones = [...Array(TILES).keys()].filter((number) => number % 3 === 2).length;
    expect(tiles.slice(0, phones).every((seen) => seen === 'online')).toBe(true);
    expect(tiles.slice(phones, phones + all).every((seen) => seen !== 'online')).toBe(true);

    // Before the wave, and through it again.
    await scrubTo(0);
    await shows({ online: TILES });
    expect(countOf(await tilesSeen(page, TILES))).toEqual({ online: TILES });
    await page.getByLabel('Speed').selectOption('5');
    await page.getByRole('button', { name: 'Replay the last wave' }).click();
    await shows(after);
    expect(countOf(await tilesSeen(page, TILES))).toEqual(after);
  });

  it('plays the record again to its end, at another speed, while the live one goes on', async () => {
    const at = Date.now() + 1_000;
    await tell(at, [{ blocked: [0, 3, 6] }, {}, {}, { confirmed: [0, 3, 6] }], {
      online: TILES - 3,
      confirmed: 3,
    });
    await page.getByLabel('Speed').selectOption('5');
    await scrubTo(0);
    await shows({ online: TILES });
    desk.tell('/wall/events', 'batch', { ...nothing, atMs: at + 1_000, offline: [1] });
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await shows({ online: TILES - 4, offline: 1, confirmed: 3 });
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
  });

  it('tells which device a tile is, by pointer and by keyboard alone, near and far', async () => {
    await tell(Date.now() + 1_000, [{ blocked: [2] }, { confirmed: [2] }], {
      online: TILES - 1,
      confirmed: 1,
    });
    const words = page.locator('#tile');
    await page.locator('canvas').hover({ position: { x: 3, y: 3 } });
    await words
      .getByText(/^Phone · Pocket 5 · sid-2 · tile 1: reported wiped\. Blocked at .* 100 ms later$/)
      .waitFor();
    await page.locator('canvas').focus();
    await page.keyboard.press('ArrowRight');
    await words.getByText('Phone · Pocket 5 · sid-5 · tile 2: online').waitFor();
    await page.keyboard.press('End');
    await words.getByText(/TV · Model Two · sid-\d+ · tile 10,000: online/).waitFor();
    await page.getByRole('button', { name: 'Nearer' }).click();
    await page.locator('.transport-zoom').getByText('2×').waitFor();
    await page.locator('canvas').focus();
    await page.keyboard.press('Home');
    await words.getByText('tile 1: reported wiped').waitFor();
    // Twice as near, the same point is the first tile still, and the first colour on the canvas.
    await page.locator('canvas').hover({ position: { x: 9, y: 9 } });
    await words.getByText('tile 1: reported wiped').waitFor();
  });

  it('knows after a break of its stream what it missed', async () => {
    const gone = [...Array(100).keys()];
    desk.wallStates = { ...nothing, atMs: Date.now() + 1_000, offline: gone };
    desk.breakStreams();
    await shows({ online: TILES - 100, offline: 100 });
    expect(countOf(await tilesSeen(page, TILES))).toEqual({ online: TILES - 100, offline: 100 });
    // And the record before it is still there.
    await scrubTo(0);
    await shows({ online: TILES });
  });

  it('begins with how each tile is, and with another wall when the server has let go of its own', async () => {
    desk.wall = { ...aWall(12), wall: 'wall-2' };
    desk.wallStates = { ...nothing, atMs: Date.now(), blocked: [0, 1, 2], confirmed: [0] };
    // Refused, and not just cut off: an answer that is no stream.
    desk.faults.set('/wall/events', { status: 404, code: 'wall_not_found' });
    desk.breakStreams();
    await until('the wall to be asked for anew', () => desk.walls === 2);
    desk.faults.clear();
    await shows({ online: 9, blocked: 2, confirmed: 1 });
  });

  it('says in words what happens, for who does not see it', async () => {
    desk.tell('/wall/events', 'batch', { ...nothing, atMs: Date.now(), blocked: [0, 3], confirmed: [0] });
    await page.getByText('2 devices blocked, 1 of them reported wiped, 0 not reached.').waitFor();
  });
});
