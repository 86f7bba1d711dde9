import type { Browser, Page } from 'playwright-core';
import { aDevice } from '../support/account-api/account.js';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import {
  aHousehold,
  aWaitingCode,
  aWorld,
  givePassword,
  type Household,
  type World,
} from './support/household.js';
import { visit, type Visit } from './support/visit.js';

describe('a new device', () => {
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

  const at = async ({ browser: mine }: Household, path: string, seen: string): Promise<Page> => {
    const one = await visit(browser, world.api.url);
    visits.push(one);
    await one.bring(mine.headers);
    await one.goTo(path);
    await one.page.getByText(seen).first().waitFor();
    // It knows what there was before: what its first list has is no news to it.
    await until('its event stream and its list', () => one.streams.length > 0 && one.lists.length > 0);
    return one.page;
  };
  const linked = ({ sub }: Household, name = 'Bedroom') =>
    aDevice(world.api, world.database, sub, { name, address: '203.0.113.7' });
  const isOver = async (device: Awaited<ReturnType<typeof linked>>): Promise<boolean> =>
    (await world.api.sessions.findRevocationOf(device.facts)) !== null;
  const told = (page: Page, name = 'Bedroom') =>
    page.getByRole('alert').filter({ hasText: `“${name}” was linked just now.` });

  it.each([
    ['/account', 'Living room was linked'],
    ['/', '1 browser signed in. See where'],
  ])('is announced on another screen of the account at %s, without a reload', async (path, seen) => {
    const household = await aHousehold(world);
    const page = await at(household, path, seen);
    expect(await page.getByRole('alert').count()).toBe(0);
    await linked(household);
    await told(page).getByText('TV · Model One · from 203.0.113.7').waitFor();
  });

  it('that was not mine is signed out at one press, and the password is offered to be changed', async () => {
    const household = await aHousehold(world);
    const page = await at(household, '/account', 'Living room was linked');
    const device = await linked(household);
    await told(page).getByRole('button', { name: 'This wasn’t me' }).click();
    await page.getByText('“Bedroom” is signed out.').waitFor();
    expect(await isOver(device)).toBe(true);
    expect(await isOver(household.tv)).toBe(false);
    await page.getByRole('link', { name: 'Change your password' }).first().click();
    await page.getByRole('heading', { name: 'Change your password' }).waitFor();
    expect(await page.getByText('“Bedroom”').count()).toBe(0);
  });

  it('that was not mine needs the password where one was signed out with an old one already', async () => {
    const household = await aHousehold(world);
    const { sub, browser: mine } = household;
    await givePassword(world, { sub, sid: mine.sid, password: 'long enough', given: '1 day' });
    const page = await at(household, '/account', 'Living room was linked');
    const [first, second] = [await linked(household, 'First'), await linked(household, 'Second')];
    await told(page, 'First').getByRole('button', { name: 'This wasn’t me' }).click();
    await page.getByText('“First” is signed out.').waitFor();
    await told(page, 'Second').getByRole('button', { name: 'This wasn’t me' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Sign out “Second”?' });
    await dialog.getByRole('button', { name: 'Sign out' }).click();
    await dialog.getByLabel('Password').fill('long enough');
    await page.keyboard.press('Enter');
    await page.getByText('“Second” is signed out.').waitFor();
    expect([await isOver(first), await isOver(second)]).toEqual([true, true]);
  });

  it('that was mine is spoken of no more', async () => {
    const household = await aHousehold(world);
    const page = await at(household, '/account', 'Living room was linked');
    const device = await linked(household);
    await told(page).getByRole('button', { name: 'It was me' }).click();
    await told(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sign out Bedroom' }).waitFor();
    expect(await isOver(device)).toBe(false);
  });

  it('is not announced where it was approved, but on the other screen', async () => {
    const household = await aHousehold(world);
    const here = await at(household, `/activate?user_code=${await aWaitingCode(world)}`, 'Link a TV');
    const there = await at(household, '/account', 'Living room was linked');
    await here.getByRole('button', { name: 'Continue' }).click();
    await here.getByRole('button', { name: 'Approve' }).click();
    await here.getByText('Bedroom is approved').waitFor();
    const [session] = await world.database.query<{ sid: string }>(
      `SELECT sid FROM sessions WHERE account_id = $1 AND name = 'Bedroom'`,
      [household.sub],
    );
    await world.api.sessions.redeem(session!.sid);
    await told(there).waitFor();
    await here.getByRole('link', { name: 'See your devices' }).click();
    await here.getByRole('button', { name: 'Sign out Bedroom' }).waitFor();
    expect(await told(here).count()).toBe(0);
  });

  it('is announced to who looked away while it was linked', async () => {
    const household = await aHousehold(world);
    const page = await at(household, '/account', 'Living room was linked');
    const { context } = visits.at(-1)!;
    await context.setOffline(true);
    await linked(household);
    await context.setOffline(false);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await told(page).waitFor();
  });
});
