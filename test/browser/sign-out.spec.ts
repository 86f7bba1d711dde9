// Long on purpose: every way a sign-out can go on the page, on one household.
import type { Browser, Locator, Page } from 'playwright-core';
import { aBrowser } from '../support/account-api/account.js';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import {
  aHousehold,
  aWorld,
  givePassword,
  presence,
  sendReceipt,
  type Household,
  type World,
} from './support/household.js';
import { visit, type Visit } from './support/visit.js';

const PASSWORD = 'a password of some length';
const BLOCKED = /Blocked \d+ ms after you pressed\./;
const BOTH_CLOCKS = /Blocked \d+ ms after you pressed\. The TV reports it is wiped, (\d+ ms|\d+\.\d s)\./;

describe('signing out on the account page', () => {
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

  const atAccount = async (household: Household): Promise<Page> => {
    const { page, bring, goTo } = await seen();
    await bring(household.browser.headers);
    await goTo('/account');
    await signedIn(page, 'Living room').waitFor();
    return page;
  };
  const seen = async (): Promise<Visit> => {
    const one = await visit(browser, world.api.url);
    visits.push(one);
    return one;
  };
  const signedIn = (page: Page, name: string): Locator =>
    page.getByRole('list', { name: 'Signed in' }).getByRole('listitem').filter({ hasText: name });
  const signedOut = (page: Page, name: string): Locator =>
    page
      .getByRole('list', { name: 'Signed out within the last day' })
      .getByRole('listitem')
      .filter({ hasText: name });
  const dialog = (page: Page): Locator => page.getByRole('alertdialog');
  const isOver = async (session: { readonly facts: Household['tv']['facts'] }): Promise<boolean> =>
    (await world.api.sessions.findRevocationOf(session.facts)) !== null;
  const passwordOf = ({ sub, browser }: Household, password: string, given: string): Promise<void> =>
    givePassword(world, { sub, sid: browser.sid, password, given });
  const signOutTv = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: 'Sign out Living room' }).click();
    await dialog(page).getByRole('button', { name: 'Sign out' }).click();
  };

  it('shows every session with its kind, name, model, address and when it was last active', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    expect(await signedIn(page, 'Living room').innerText()).toMatch(
      /Living room\s+TV · Model One · from 127\.0\.0\.1\s+Last active a moment ago\s+Sign out/,
    );
    await signedIn(page, 'Living room').getByRole('img', { name: 'TV' }).waitFor();
    await signedIn(page, 'Ann’s phone').getByRole('img', { name: 'phone' }).waitFor();
    const mine = signedIn(page, 'Firefox on Linux');
    await mine.getByText('This browser').waitFor();
    await mine.getByText('Online now').waitFor();
    expect(await page.getByText('This browser').count()).toBe(1);
  });

  it('shows a TV online the moment it connects, without a reload', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    expect(await signedIn(page, 'Living room').getByText('Online now').count()).toBe(0);
    await presence(world, household.tv.sid, true);
    await signedIn(page, 'Living room').getByText('Online now').waitFor();
    await presence(world, household.tv.sid, false);
    await signedIn(page, 'Living room').getByText('Last active').waitFor();
    expect(visits.at(-1)!.streams).toEqual([200]);
  });

  it('names the device it asks about; Cancel and Escape change nothing', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    const press = page.getByRole('button', { name: 'Sign out Living room' });
    await press.click();
    await page.getByRole('alertdialog', { name: 'Sign out “Living room”?' }).waitFor();
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await press.click();
    await dialog(page).waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await until('the focus to be back', () => press.evaluate((button) => button === document.activeElement));
    expect(await isOver(household.tv)).toBe(false);
  });

  it('of one TV: both clocks appear without a reload, and the phone stays', async () => {
    const household = await aHousehold(world);
    await presence(world, household.tv.sid, true);
    const page = await atAccount(household);
    await signedIn(page, 'Living room').getByText('Online now').waitFor();
    await page.evaluate(() => Object.assign(window, { sameLoad: true }));
    await signOutTv(page);
    await signedOut(page, 'Living room').getByText(BLOCKED).waitFor();
    await signedOut(page, 'Living room').getByText('Waiting for the TV to report it is wiped').waitFor();
    await sendReceipt(world, household.tv);
    await signedOut(page, 'Living room').getByText(BOTH_CLOCKS).waitFor();
    expect(await page.evaluate(() => 'sameLoad' in window)).toBe(true);
    // One stream all along: a page without it would look again by itself, later.
    expect(visits.at(-1)!.streams).toEqual([200]);
    expect(await isOver(household.tv)).toBe(true);
    expect(await isOver(household.phone)).toBe(false);
    await signedIn(page, 'Ann’s phone').waitFor();
  });

  it('says that it is still blocking until the last server has refused it', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    world.point.hold();
    await signOutTv(page);
    await signedOut(page, 'Living room').getByText('Blocking it everywhere…').waitFor();
    world.point.release();
    await signedOut(page, 'Living room').getByText(BLOCKED).waitFor();
  });

  it('of a TV that is away: it is blocked, and will be wiped when it returns', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    await signOutTv(page);
    await signedOut(page, 'Living room')
      .getByText('Not reachable now: it is blocked and cannot play, and will be wiped when it returns.')
      .waitFor();
    await sendReceipt(world, household.tv);
    await signedOut(page, 'Living room').getByText(BOTH_CLOCKS).waitFor();
  });

  it('shows what the clocks rest on to who asks', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    await signOutTv(page);
    await signedOut(page, 'Living room').getByText(BLOCKED).waitFor();
    await signedOut(page, 'Living room').getByText('Details').click();
    await signedOut(page, 'Living room').getByText('By the one server that let devices in.').waitFor();
  });

  it('of all: every TV and device but this browser', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    await page.getByRole('button', { name: 'Sign out of all TVs and devices' }).click();
    await dialog(page).getByText('Now that is 1 TV and 1 phone.').waitFor();
    expect(await dialog(page).getByRole('checkbox', { name: 'Also sign out this browser' }).isChecked()).toBe(
      false,
    );
    await dialog(page).getByRole('button', { name: 'Sign out of all' }).click();
    await page.getByText('2 devices signed out.').waitFor();
    await signedOut(page, 'Living room').waitFor();
    await signedOut(page, 'Ann’s phone').waitFor();
    await page.getByText('No TV or phone is signed in.').waitFor();
    expect([await isOver(household.tv), await isOver(household.phone)]).toEqual([true, true]);
    await page.reload();
    await signedIn(page, 'Firefox on Linux').getByText('This browser').waitFor();
  });

  it('of all and this browser too, when that is ticked', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    await page.getByRole('button', { name: 'Sign out of all TVs and devices' }).click();
    await dialog(page).getByText('Also sign out this browser').click();
    await dialog(page).getByRole('button', { name: 'Sign out of all' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByText('Every TV and device is signed out, this browser too.').waitFor();
    expect(await isOver(household.tv)).toBe(true);
    await page.goto('/account');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('of all asks for the password where it was given long ago, and goes on with it', async () => {
    const household = await aHousehold(world);
    await passwordOf(household, PASSWORD, '6 minutes');
    const page = await atAccount(household);
    await page.getByRole('button', { name: 'Sign out of all TVs and devices' }).click();
    await dialog(page).getByRole('button', { name: 'Sign out of all' }).click();
    const password = dialog(page).getByLabel('Password');
    await until('the focus on it', () => password.evaluate((field) => field === document.activeElement));
    expect(await isOver(household.tv)).toBe(false);
    await password.fill('not the password');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('That is not your password.').waitFor();
    expect(await isOver(household.tv)).toBe(false);
    await password.fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('2 devices signed out.').waitFor();
    expect(await isOver(household.tv)).toBe(true);
    // And is not asked again for a while.
    await page.getByRole('button', { name: 'Sign out of all TVs and devices' }).click();
    expect(await dialog(page).getByLabel('Password').count()).toBe(0);
    await dialog(page).getByRole('button', { name: 'Sign out of all' }).click();
    await dialog(page).waitFor({ state: 'detached' });
  });

  it('of a second TV asks for it too, but not of the first', async () => {
    const household = await aHousehold(world);
    await passwordOf(household, PASSWORD, '6 minutes');
    const page = await atAccount(household);
    await signOutTv(page);
    await signedOut(page, 'Living room').waitFor();
    await page.getByRole('button', { name: 'Sign out Ann’s phone' }).click();
    await dialog(page).getByRole('button', { name: 'Sign out' }).click();
    await dialog(page).getByLabel('Password').fill(PASSWORD);
    expect(await isOver(household.phone)).toBe(false);
    await page.keyboard.press('Enter');
    await signedOut(page, 'Ann’s phone').waitFor();
    expect(await isOver(household.phone)).toBe(true);
  });

  it('a second browser is listed, and says only that it is signed out: it has no second clock', async () => {
    const household = await aHousehold(world);
    const { sid } = await aBrowser(world.api, world.database, household.sub);
    await world.database.query(
      `UPDATE sessions SET name = 'Safari on Mac', model = 'Safari' WHERE sid = $1`,
      [sid],
    );
    const page = await atAccount(household);
    await page.getByRole('button', { name: 'Sign out Safari on Mac' }).click();
    await dialog(page).getByRole('button', { name: 'Sign out' }).click();
    const row = signedOut(page, 'Safari on Mac');
    await row.getByText('Signed out.', { exact: true }).waitFor();
    expect(await row.innerText()).not.toMatch(/Blocked|wiped/);
  });

  it('works by the keyboard alone, with the focus where one expects it', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const { activeElement: it } = document;
        return it?.getAttribute('aria-label') ?? it?.textContent ?? '';
      });
    const tabTo = async (name: string): Promise<void> => {
      const passed: string[] = [];
      while (!(await focused()).startsWith(name)) {
        passed.push(await focused());
        if (passed.length > 40) throw new Error(`Tab never came to ${name}; it passed ${passed.join(', ')}`);
        await page.keyboard.press('Tab');
      }
    };
    await page.locator('body').press('Tab');
    expect(await focused()).toBe('Skip to content');
    await tabTo('Profile menu');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Account' }).waitFor();
    await page.keyboard.press('Escape');
    await tabTo('Sign out Living room');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    // Round and round, and never out of the dialog.
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press('Tab');
      expect(await dialog(page).evaluate((it) => it.contains(document.activeElement))).toBe(true);
    }
    await tabTo('Sign out');
    await page.keyboard.press('Enter');
    await signedOut(page, 'Living room').getByText(BLOCKED).waitFor();
    await until(
      'the focus on what became of it',
      async () => (await focused()) === 'Living room, signed out',
    );
    expect(await isOver(household.tv)).toBe(true);
  });

  it('a page that lost its stream says so, comes back by itself and shows what it missed', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    const { context } = visits.at(-1)!;
    await page.route('**/api/**', (route) => route.abort());
    await context.setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await page.getByText('The connection to Signoff is lost.').waitFor();
    // What it had stays.
    await signedIn(page, 'Living room').waitFor();
    await world.api.revokeSession.revoke(household.sub, household.tv.sid);
    // In this order: a request that meets the end of an interception may hang.
    await page.unroute('**/api/**');
    await context.setOffline(false);
    await signedOut(page, 'Living room').getByText(BLOCKED).waitFor();
    await page.getByText('The connection to Signoff is lost.').waitFor({ state: 'detached' });
  });

  it('when the answer is lost, says what is not known, and a second press does no harm', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    let lost = 0;
    await page.route('**/revocation', async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await signOutTv(page);
    await dialog(page).getByText('We cannot reach Signoff right now.').waitFor();
    await dialog(page).getByRole('button', { name: 'Sign out' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await signedOut(page, 'Living room').getByText(BLOCKED).waitFor();
    const rows = await world.database.query('SELECT 1 FROM revocations WHERE sid = $1', [household.tv.sid]);
    expect(rows).toHaveLength(1);
  });

  it('two owners at once: both press on the same TV, it ends once, and both pages say so', async () => {
    const household = await aHousehold(world);
    const other = await aBrowser(world.api, world.database, household.sub);
    const pages = [await atAccount(household), await atAccount({ ...household, browser: other })];
    for (const page of pages) await page.getByRole('button', { name: 'Sign out Living room' }).click();
    await Promise.all(pages.map((page) => dialog(page).getByRole('button', { name: 'Sign out' }).click()));
    for (const page of pages) {
      await dialog(page).waitFor({ state: 'detached' });
      await signedOut(page, 'Living room').getByText(BLOCKED).waitFor();
      await signedIn(page, 'Ann’s phone').waitFor();
    }
    const rows = await world.database.query('SELECT 1 FROM revocations WHERE sid = $1', [household.tv.sid]);
    expect(rows).toHaveLength(1);
  });

  it('a page of a browser that was signed out elsewhere goes to sign-in by itself', async () => {
    const household = await aHousehold(world);
    const page = await atAccount(household);
    await world.api.revokeSession.revoke(household.sub, household.browser.sid);
    await page.getByText('This browser was signed out. Sign in to go on.').waitFor();
    expect(new URL(page.url()).search).toBe('?next=%2Faccount');
  });
});
