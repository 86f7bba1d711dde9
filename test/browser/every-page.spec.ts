import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { aDevice } from '../support/account-api/account.js';
import { openChromium } from './support/chromium.js';
import { lastingFaultsOf, settled } from './support/faults.js';
import {
  aHousehold,
  aWaitingCode,
  aWorld,
  givePassword,
  presence,
  sendReceipt,
  type Household,
  type World,
} from './support/household.js';
import { picture, visit, type Visit } from './support/visit.js';

const SCRIPTS_MAX_KB = 200;

interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

const LOOKS: Readonly<Record<string, Look>> = {
  light: { colorScheme: 'light', width: 1120 },
  dark: { colorScheme: 'dark', width: 1120 },
  phone: { colorScheme: 'light', width: 360 },
  'phone-dark': { colorScheme: 'dark', width: 360 },
};
const HEIGHT = 800;

/** How to come to each page and each state worth a look. `guest`: nobody is signed in. */
const PAGES: Readonly<Record<string, (home: Home) => Promise<void>>> = {
  'sign-in': ({ guest }) => guest('/sign-in'),
  'sign-in-demo': async ({ guest, page }) => {
    await page.route('**/api/demo', (route) => route.fulfill({ json: { email: 'd@x.test', password: 'p' } }));
    await guest('/sign-in');
    await page.getByRole('button', { name: 'Use the demo account' }).waitFor();
  },
  'sign-in-failed': async ({ guest, page }) => {
    await guest('/sign-in');
    await page.getByLabel('Email').fill('ann@example.com');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
  },
  'sign-up': ({ guest }) => guest('/sign-up'),
  home: async ({ member, page }) => {
    await member('/');
    await page.getByText('signed in. See where').waitFor();
  },
  account: async ({ member, page }) => {
    await member('/account');
    await page.getByText('Living room was linked').waitFor();
  },
  'account-loading': async ({ member, page }) => {
    await page.route('**/api/sessions*', () => {});
    await page.route('**/api/activity', () => {});
    await member('/account');
    await page.getByText('This takes longer than usual').first().waitFor();
  },
  'account-unreachable': async ({ member, page }) => {
    await page.route('**/api/sessions*', (route) => route.abort());
    await member('/account');
    await page.getByText('We cannot reach Signoff right now.').waitFor();
  },
  'account-alone': async ({ member, page, household, world }) => {
    await world.api.revokeAccount.revoke(household.sub, { exceptSid: household.browser.sid });
    await world.database.query(
      `UPDATE revocations SET committed_at = now() - interval '2 days' WHERE account_id = $1`,
      [household.sub],
    );
    await member('/account');
    await page.getByText('No TV or phone is signed in.').waitFor();
  },
  'profile-menu': async ({ member, page }) => {
    await member('/account');
    await page.getByText('Living room was linked').waitFor();
    await page.getByRole('button', { name: 'Profile menu' }).click();
    await page.getByRole('menuitem', { name: 'Account' }).waitFor();
  },
  'confirm-one': async ({ member, page }) => {
    await member('/account');
    await page.getByRole('button', { name: 'Sign out Living room' }).click();
    await page.getByRole('alertdialog').waitFor();
  },
  'confirm-all': async ({ member, page }) => {
    await member('/account');
    await page.getByText('Living room was linked').waitFor();
    await page.getByRole('button', { name: 'Sign out of all TVs and devices' }).click();
    await page.getByRole('alertdialog').waitFor();
  },
  'account-new-device': async ({ member, page, household: { sub }, world }) => {
    await member('/account');
    await page.getByText('Living room was linked').waitFor();
    for (const name of ['Bedroom', 'Kitchen']) await aDevice(world.api, world.database, sub, { name });
    await page.getByText('“Kitchen” was linked just now.').waitFor();
    await page.getByRole('button', { name: 'This wasn’t me' }).first().click();
    await page.getByRole('link', { name: 'Change your password' }).nth(1).waitFor();
  },
  'account-rename': async ({ member, page }) => {
    await member('/account');
    await page.getByText('Living room was linked').waitFor();
    await page.getByRole('button', { name: 'Rename Living room' }).click();
    await page.getByLabel('New name of Living room').fill('');
    await page.keyboard.press('Enter');
    await page.getByText('Use 1 to 64 visible characters.').waitFor();
  },
  password: ({ member }) => member('/account/password'),
  'password-changed': async ({ member, page, household, world }) => {
    const { sub, browser } = household;
    await givePassword(world, { sub, sid: browser.sid, password: 'long enough', given: '1 day' });
    await member('/account/password');
    await page.getByLabel('Current password').fill('long enough');
    await page.getByLabel('New password').fill('and even longer');
    await page.keyboard.press('Enter');
    await page.getByText('2 devices signed out.').waitFor();
  },
  'confirm-all-password': async ({ member, page, household, world }) => {
    const { sub, browser } = household;
    await givePassword(world, { sub, sid: browser.sid, password: 'long enough', given: '1 day' });
    await member('/account');
    await page.getByText('Living room was linked').waitFor();
    await page.getByRole('button', { name: 'Sign out of all TVs and devices' }).click();
    await page.getByRole('button', { name: 'Sign out of all', exact: true }).click();
    await page.getByRole('alertdialog').getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('That is not your password.').waitFor();
  },
  'signed-out': async ({ member, page, household, world }) => {
    await presence(world, household.phone.sid, true);
    await presence(world, household.tv.sid, false);
    await member('/account');
    await page.getByText('3 signed in · 2 online now').waitFor();
    await page.getByText('Last active').waitFor();
    await page.getByRole('button', { name: 'Sign out of all TVs and devices' }).click();
    await page.getByRole('button', { name: 'Sign out of all', exact: true }).click();
    await page.getByText('2 devices signed out.').waitFor();
    await sendReceipt(world, household.phone);
    await page.getByText(/The phone reports it is wiped, /).waitFor();
    await page.getByText('Not reachable now').waitFor();
    await page.getByLabel('Details of signing out Ann’s phone').click();
    await page.getByText('Reported by the device').waitFor();
  },
  receipt: async ({ member, page, household, world }) => {
    await world.api.revokeSession.revoke(household.sub, household.tv.sid);
    await sendReceipt(world, household.tv);
    await member('/account');
    await page.getByLabel('Details of signing out Living room').click();
    await page.getByRole('button', { name: 'Open the receipt' }).click();
    await page.getByText('Signature checked in this browser just now.').waitFor();
  },
  activate: ({ member }) => member('/activate'),
  'activate-wrong': async ({ member, page }) => {
    await member('/activate?user_code=BBBB-BBBB');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('We do not know that code.').waitFor();
  },
  'activate-review': async ({ member, page, world }) => {
    await member(`/activate?user_code=${await aWaitingCode(world)}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
  },
  'activate-elsewhere': async ({ member, page, world }) => {
    await member(`/activate?user_code=${await aWaitingCode(world, { address: '203.0.113.7' })}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('This TV is not on the network you are on.').waitFor();
  },
  'activate-approved': async ({ member, page, world }) => {
    await member(`/activate?user_code=${await aWaitingCode(world)}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Bedroom is approved').waitFor();
  },
  'not-found': ({ member }) => member('/no/such/page'),
};

interface Home {
  readonly world: World;
  readonly household: Household;
  readonly page: Page;
  readonly guest: (path: string) => Promise<void>;
  readonly member: (path: string) => Promise<void>;
}

describe('every page', () => {
  let browser: Browser;
  let world: World;
  let open: Visit | null = null;

  beforeAll(async () => {
    browser = await openChromium();
    world = await aWorld();
  });
  afterEach(async () => {
    await open?.context.close();
    open = null;
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const homeIn = async (options: BrowserContextOptions): Promise<Home> => {
    const household = await aHousehold(world);
    await presence(world, household.tv.sid, true);
    const one = await visit(browser, world.api.url, options);
    open = one;
    const go = async (path: string): Promise<void> => {
      await one.goTo(path);
      await one.page.getByRole('heading', { level: 1 }).waitFor();
    };
    const member = async (path: string): Promise<void> => {
      await one.bring(household.browser.headers);
      await go(path);
    };
    return { world, household, page: one.page, guest: go, member };
  };

  it.each(Object.entries(PAGES))(
    '%s: axe finds no fault, nothing is cut off, in light, in dark and on a phone',
    async (name, come) => {
      const home = await homeIn({ viewport: { width: LOOKS['light']!.width, height: HEIGHT } });
      const { page } = home;
      await come(home);
      for (const [look, { colorScheme, width }] of Object.entries(LOOKS)) {
        await page.setViewportSize({ width, height: HEIGHT });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await settled(page);
        await picture(page, `${name}.${look}`);
        expect({ look, found: await lastingFaultsOf(page) }).toEqual({ look, found: [] });
        const cutOffPx = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect({ look, cutOffPx }).toEqual({ look, cutOffPx: 0 });
      }
      expect(open?.complaints).toEqual([]);
    },
  );

  it('the first page weighs at most 200 KB of scripts, gzipped', async () => {
    const folder = 'dist/apps/account-web';
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    // Its own script and those it brings along; the operators' pages are others'.
    const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path!);
    expect(scripts.length).toBeGreaterThan(0);
    const sizes = await Promise.all(
      scripts.map(async (name) => gzipSync(await readFile(join(folder, name))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0) / 1024).toBeLessThanOrEqual(SCRIPTS_MAX_KB);
  });

  it('moves nothing for who asked for less motion', async () => {
    const { member, page } = await homeIn({ reducedMotion: 'reduce' });
    await page.route('**/api/sessions*', () => {});
    await member('/account');
    const seconds = await page
      .locator('.skeleton')
      .first()
      .evaluate((one) => Number.parseFloat(getComputedStyle(one).animationDuration));
    expect(seconds).toBeLessThan(0.001);
  });
});
