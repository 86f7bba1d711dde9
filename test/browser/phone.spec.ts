import type { Browser, Page } from 'playwright-core';
import { Person } from '../support/stack/person.js';
import { openChromium } from './support/chromium.js';
import { lastingFaultsOf } from './support/faults.js';
import { deviceOf, keptBy, NO_PICTURE, pictureOf, playing } from './support/device-pages.js';
import { aScene, type Scene } from './support/scene.js';
import { isText, MARKUP, namesAreMarkup } from './support/markup.js';
import { picture, visit } from './support/visit.js';

/** A phone in a real browser, by touch. */
describe('a phone', () => {
  let browser: Browser;
  let scene: Scene;
  let owner: Person;
  beforeAll(async () => {
    browser = await openChromium();
    scene = await aScene('browser-phone');
    owner = await Person.signedUp(scene.stack.accountUrl);
  });
  afterAll(async () => {
    owner?.close();
    await browser?.close();
    await scene?.close();
  });

  it('links, plays, is signed out in mid-scene and links again; axe finds no fault in any of its screens', async () => {
    const { page, context, complaints, goTo } = await visit(browser, scene.pagesUrl, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await goTo('/phone/');
    await page.getByRole('button', { name: 'Link this phone' }).tap();
    const link = page.getByRole('link', { name: 'Open it here' });
    await link.waitFor();
    await isFaultless(page, 'phone-code');
    // The picture, the link and the letters lead to one place.
    const code = (await page.locator('.code').textContent()) ?? '';
    expect(new URL((await link.getAttribute('href')) ?? '').searchParams.get('user_code')).toBe(code);
    await owner.approve(code);

    await page.getByRole('button', { name: 'Kids' }).waitFor();
    await isFaultless(page, 'phone-profiles');
    await page.getByRole('button', { name: 'Kids' }).tap();
    await page.getByRole('heading', { name: 'All films' }).waitFor();
    await page.getByText(/^\w+ •••• \d{4}, until \d\d\/\d\d$/).waitFor();
    await isFaultless(page, 'phone-shelf');
    await page.getByRole('button', { name: 'Play Salt' }).first().tap();
    const video = await playing(page);
    await isFaultless(page, 'phone-film');

    await owner.revokeSession(await deviceOf(owner, 'phone'));
    await page.getByText('The service has this phone’s signed receipt.').waitFor();
    expect(await pictureOf(video)).toEqual(NO_PICTURE);
    await page.getByText('Looked again: nothing of the account is on this phone.').waitFor();
    expect(await keptBy(page)).toEqual(['signoff-device-phone']);
    await isFaultless(page, 'phone-signed-out');

    await page.getByRole('button', { name: 'Link again' }).tap();
    await owner.approve((await page.locator('.code').textContent()) ?? '');
    await page.getByRole('button', { name: 'Kids' }).waitFor();

    // Signing out by itself is told as that, and leaves as little.
    await page.getByRole('button', { name: 'Kids' }).tap();
    await page.getByRole('button', { name: 'Sign out here' }).tap();
    await page.getByRole('heading', { name: 'This phone was signed out' }).waitFor();
    expect(await keptBy(page)).toEqual(['signoff-device-phone']);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows names of people and films as text, whatever they look like', async () => {
    const { page, context, complaints, goTo } = await visit(browser, scene.pagesUrl);
    await namesAreMarkup(page, scene.playback.url);
    await goTo('/phone/');
    await page.getByRole('button', { name: 'Link this phone' }).click();
    await page.getByRole('link', { name: 'Open it here' }).waitFor();
    await owner.approve((await page.locator('.code').textContent()) ?? '');
    await isText(page, MARKUP);
    await page.getByRole('button', { name: MARKUP }).first().click();
    await page.getByRole('heading', { name: 'All films' }).waitFor();
    await isText(page, MARKUP);
    await page.getByText(`${MARKUP} ••••`).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  async function isFaultless(page: Page, name: string): Promise<void> {
    await picture(page, name);
    expect(await lastingFaultsOf(page)).toEqual([]);
  }
});
