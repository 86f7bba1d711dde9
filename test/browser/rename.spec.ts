import type { Browser, Locator, Page } from 'playwright-core';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import { aHousehold, aWorld, type World } from './support/household.js';
import { visit, type Visit } from './support/visit.js';

describe('renaming a device in place', () => {
  let browser: Browser;
  let world: World;
  const visits: Visit[] = [];

  beforeAll(async () => {
    browser = await openChromium();
    world = await aWorld();
  });
  afterEach(async () => {
    const open = visits.splice(0);
    for (const { context } of open) await context.close();
    expect(open.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const atAccount = async (headers: Readonly<Record<string, string>>): Promise<Page> => {
    const one = await visit(browser, world.api.url);
    visits.push(one);
    await one.bring(headers);
    await one.goTo('/account');
    await pencil(one.page, 'Living room').waitFor();
    return one.page;
  };
  const pencil = (page: Page, name: string): Locator => page.getByRole('button', { name: `Rename ${name}` });
  const field = (page: Page): Locator => page.getByLabel('New name of Living room');
  const focusOn = (one: Locator): Promise<unknown> =>
    until('the focus', () => one.evaluate((it) => it === document.activeElement));
  const nameOf = async (sid: string): Promise<string | undefined> => {
    const [row] = await world.database.query<{ name: string }>('SELECT name FROM sessions WHERE sid = $1', [
      sid,
    ]);
    return row?.name;
  };

  it('by the keyboard alone: Enter keeps it, the focus comes back, and it is said aloud', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household.browser.headers);
    await pencil(page, 'Living room').focus();
    await page.keyboard.press('Enter');
    await focusOn(field(page));
    // The old name is selected, so that typing replaces it.
    await page.keyboard.type('Den');
    await page.keyboard.press('Enter');
    await focusOn(pencil(page, 'Den'));
    await page
      .getByRole('status')
      .filter({ hasText: 'It is now called Den.' })
      .waitFor({ state: 'attached' });
    await page.getByText('A TV is now called Den').waitFor();
    expect(await nameOf(household.tv.sid)).toBe('Den');
    await page.getByRole('button', { name: 'Sign out Den' }).waitFor();
  });

  it('Escape leaves the name as it was', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household.browser.headers);
    await pencil(page, 'Living room').click();
    await field(page).fill('Den');
    await page.keyboard.press('Escape');
    await focusOn(pencil(page, 'Living room'));
    expect(await nameOf(household.tv.sid)).toBe('Living room');
  });

  it('says what no name is, and asks nobody', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household.browser.headers);
    await pencil(page, 'Living room').click();
    await field(page).fill('   ');
    await page.keyboard.press('Enter');
    await page.getByText('Use 1 to 64 visible characters.').waitFor();
    expect(await field(page).getAttribute('aria-invalid')).toBe('true');
    expect(await nameOf(household.tv.sid)).toBe('Living room');
  });

  it('when the service is away the field stays, with what was typed and the way on', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household.browser.headers);
    await pencil(page, 'Living room').click();
    await page.route('**/api/sessions/*', (route) => route.abort());
    await field(page).fill('Den');
    await page.keyboard.press('Enter');
    await page.getByText('We cannot reach Signoff right now.').waitFor();
    expect(await field(page).inputValue()).toBe('Den');
    await page.unroute('**/api/sessions/*');
    await page.getByRole('button', { name: 'Keep the name of Living room' }).click();
    await pencil(page, 'Den').waitFor();
  });

  it('is seen on the account’s other screens without a reload', async () => {
    const household = await aHousehold(world);
    const [one, other] = [
      await atAccount(household.browser.headers),
      await atAccount(household.browser.headers),
    ];
    await pencil(one, 'Living room').click();
    await field(one).fill('Den');
    await one.keyboard.press('Enter');
    await pencil(other, 'Den').waitFor();
  });
});
