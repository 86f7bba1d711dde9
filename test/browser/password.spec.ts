import type { Browser, Page } from 'playwright-core';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import { aHousehold, aWorld, givePassword, type Household, type World } from './support/household.js';
import { visit, type Visit } from './support/visit.js';

const OLD = 'a password of some length';
const NEW = 'another of some length';

describe('changing the password', () => {
  let browser: Browser;
  let world: World;
  let household: Household;
  let open: Visit;
  let page: Page;

  beforeAll(async () => {
    browser = await openChromium();
    world = await aWorld();
  });
  beforeEach(async () => {
    household = await aHousehold(world);
    const { sub, browser: mine } = household;
    await givePassword(world, { sub, sid: mine.sid, password: OLD, given: '1 day' });
    open = await visit(browser, world.api.url);
    page = open.page;
    await open.bring(household.browser.headers);
    await open.goTo('/account');
    await page.getByRole('link', { name: 'Change your password' }).click();
  });
  afterEach(async () => {
    await open.context.close();
    expect(open.complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const everythingElse = () => page.getByRole('checkbox', { name: 'Sign out everything else' });
  const type = async (current: string, next: string): Promise<void> => {
    await page.getByLabel('Current password').fill(current);
    await page.getByLabel('New password').fill(next);
    await page.keyboard.press('Enter');
  };
  const isOver = async (): Promise<boolean> =>
    (await world.api.sessions.findRevocationOf(household.tv.facts)) !== null;

  it('signs everything else out, unless one unticks that', async () => {
    expect(await everythingElse().isChecked()).toBe(true);
    await type(OLD, NEW);
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor();
    await page.getByText('2 devices signed out.').waitFor();
    expect(await isOver()).toBe(true);
    await page.getByRole('link', { name: 'See your devices' }).click();
    await page.getByText('Your password was changed').waitFor();
    await page.getByText('No TV or phone is signed in.').waitFor();
  });

  it('leaves everything else signed in when that is unticked', async () => {
    await page.getByText('Sign out everything else').click();
    expect(await everythingElse().isChecked()).toBe(false);
    await type(OLD, NEW);
    await page.getByText('Everything else stays signed in.').waitFor();
    expect(await isOver()).toBe(false);
  });

  it('says that the current one is wrong, and changes nothing', async () => {
    await type('not the password', NEW);
    await page.getByText('That is not your password.').waitFor();
    expect(await isOver()).toBe(false);
    await type(OLD, NEW);
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor();
  });

  it('says beside the field that the new one is too short, before asking the server', async () => {
    await page.getByLabel('Current password').fill(OLD);
    await page.getByLabel('New password').pressSequentially('short');
    await page.keyboard.press('Enter');
    await page.getByText('That is shorter than 10 characters.').waitFor();
    await until('the focus on the field', () =>
      page.getByLabel('New password').evaluate((field) => field === document.activeElement),
    );
  });
});
