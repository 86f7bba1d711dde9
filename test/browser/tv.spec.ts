import type { Browser, Page } from 'playwright-core';
import { until } from '../support/account-api/until.js';
import { Person } from '../support/stack/person.js';
import { openChromium } from './support/chromium.js';
import { lastingFaultsOf } from './support/faults.js';
import {
  aPlayingTv,
  deviceOf,
  keptBy,
  movesOn,
  NO_PICTURE,
  pictureOf,
  playing,
  type PlayingTv,
} from './support/device-pages.js';
import { isNoElement, isText, MARKUP, namesAreMarkup } from './support/markup.js';
import { aScene, type Scene } from './support/scene.js';

/** A television in a real browser: everything here is done with a remote's keys. */
describe('a television', () => {
  let browser: Browser;
  let scene: Scene;
  const open: PlayingTv[] = [];
  const owners: Person[] = [];
  beforeAll(async () => {
    browser = await openChromium();
    scene = await aScene('browser-tv');
  });
  afterEach(async () => {
    for (const { context } of open.splice(0)) await context.close();
  });
  afterAll(async () => {
    for (const owner of owners) owner.close();
    await browser?.close();
    await scene?.close();
  });

  async function anOwner(): Promise<Person> {
    const owner = await Person.signedUp(scene.stack.accountUrl);
    owners.push(owner);
    return owner;
  }

  async function tvOf(owner: Person): Promise<PlayingTv> {
    const tv = await aPlayingTv(browser, scene, owner);
    open.push(tv);
    return tv;
  }

  async function isFaultless(page: Page): Promise<void> {
    expect(await lastingFaultsOf(page)).toEqual([]);
  }

  it('of one owner stops when she signs it out; another owner’s, in another browser, plays on', async () => {
    const [ann, ben] = [await anOwner(), await anOwner()];
    const [hers, his] = [await tvOf(ann), await tvOf(ben)];
    await ann.revokeSession(await deviceOf(ann, 'tv'));
    await hers.page.getByRole('heading', { name: 'This TV was signed out' }).waitFor();
    await isFaultless(hers.page);
    expect(await pictureOf(hers.video)).toEqual(NO_PICTURE);
    await movesOn(his.page, his.video);
    expect(await keptBy(his.page)).toContain('signoff-account-tv');
  });

  it('shows names of people and films as text, whatever they look like, and after its sign-out too', async () => {
    const dana = await anOwner();
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const page = await context.newPage();
    await namesAreMarkup(page, scene.playback.url);
    await page.goto(`${scene.pagesUrl}/tv/`);
    await page.locator('.enrol button:focus').waitFor();
    await page.keyboard.press('Enter');
    await dana.approve((await page.locator('.code').textContent()) ?? '');
    await page.locator('.profile:focus').waitFor();
    await isText(page, MARKUP);
    await page.keyboard.press('Enter');
    await page.locator('.poster:focus').waitFor();
    await isText(page, MARKUP);
    await page.keyboard.press('Enter');
    const video = await playing(page);
    open.push({ context, page, video });
    await page.getByLabel(`Playing ${MARKUP}`).waitFor();
    await isNoElement(page);
    await dana.revokeSession(await deviceOf(dana, 'tv'));
    await page.getByRole('heading', { name: 'This TV was signed out' }).waitFor();
    await isText(page, MARKUP);
  });

  it('that was off the network when it was signed out wipes when it is back, and its receipt arrives', async () => {
    const carl = await anOwner();
    const { context, page, video } = await tvOf(carl);
    await context.setOffline(true);
    const { id } = await carl.revokeSession(await deviceOf(carl, 'tv'));
    // It plays no further than what it had.
    const loaded = await video.evaluate(({ buffered, currentTime }) =>
      buffered.length === 0 ? 0 : buffered.end(buffered.length - 1) - currentTime,
    );
    expect(loaded).toBeLessThanOrEqual(10);
    expect(await keptBy(page)).toContain('signoff-account-tv');
    expect((await carl.blocked(id)).devices[0]?.confirmedAt).toBeNull();

    await context.setOffline(false);
    await page.getByRole('heading', { name: 'This TV was signed out' }).waitFor();
    expect(await pictureOf(video)).toEqual(NO_PICTURE);
    await page.getByText('The service has this TV’s signed receipt.').waitFor();
    expect(await keptBy(page)).toEqual(['signoff-device-tv']);
    expect((await carl.settled(id)).devices[0]?.state).toBe('confirmed');
  });

  it('that is switched off and on is where it was: same session, same key, no code', async () => {
    const dora = await anOwner();
    const { page } = await tvOf(dora);
    await page.reload();
    await page.locator('.poster:focus').waitFor();
    await isFaultless(page);
    expect(await page.locator('.card').textContent()).toMatch(/•••• \d{4}$/);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: /^Playing / }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.poster:focus').waitFor();
    // What was watched is at the head of the first row.
    await page.getByRole('heading', { name: 'Keep watching' }).waitFor();
  });

  it('says in plain words that the account plays as much as it may, and plays once there is room', async () => {
    const eve = await anOwner();
    const [, second] = [await tvOf(eve), await tvOf(eve)];
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const third = await context.newPage();
    await third.goto(`${scene.pagesUrl}/tv/`);
    await third.getByRole('button', { name: 'Show a code' }).click();
    await eve.approve((await third.locator('.code').textContent()) ?? '');
    await third.locator('.profile').first().click();
    await third.locator('.poster').first().click();
    await third.getByText(/^This account already plays as much as it may: .* on a TV/).waitFor();
    await second.page.keyboard.press('Escape');
    await second.page.locator('.poster:focus').waitFor();
    await until('there is room', async () => {
      const again = third.getByRole('button', { name: 'Try again' });
      if (await again.isVisible()) await again.click();
      return third.evaluate(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5);
    });
    await context.close();
  });
});
