import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { DeviceProgram } from '../support/stack/device-program.js';
import { openChromium } from './support/chromium.js';
import { visit, type Visit } from './support/visit.js';

const BOTH_CLOCKS = /^Blocked \d+ ms after you pressed\. The TV reports it is wiped, (\d+ ms|\d+\.\d s)\.$/;

/** Ann’s evening: account API, gateway, television and phone are processes, and she has a browser. */
describe('the way a person knows', () => {
  let browser: Browser;
  let stack: Stack;
  let folder: string;
  let tv: DeviceProgram;
  let phone: DeviceProgram;
  let open: Visit;

  beforeAll(async () => {
    browser = await openChromium();
    stack = await aStack({ name: 'browser-walk' });
    folder = await mkdtemp(join(tmpdir(), 'signoff-walk-'));
    const service = { issuer: stack.issuer, caFile: stack.keys.caFile };
    tv = new DeviceProgram('tv', join(folder, 'tv'), service, ['--name', 'Living room']);
    phone = new DeviceProgram('phone', join(folder, 'phone'), service, ['--name', 'Ann’s phone']);
    open = await visit(browser, stack.accountUrl);
  });
  afterAll(async () => {
    await tv?.kill('SIGTERM');
    await phone?.kill('SIGTERM');
    await browser?.close();
    await stack?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  it('profile icon, Account, Settings, "Sign out of all TVs and devices", confirm: and they are out, proven', async () => {
    const { page } = open;
    await open.goTo('/sign-up');
    await page.getByLabel('Your name').fill('Ann');
    await page.getByLabel('Email').fill('ann@example.com');
    await page.getByLabel('Password').fill('a password of some length');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Hello, Ann' }).waitFor();

    // She links the TV and the phone by the codes on their screens.
    for (const [device, name] of [
      [tv, 'Living room'],
      [phone, 'Ann’s phone'],
    ] as const) {
      const { userCode, verificationUriComplete } = await device.hears('user-code');
      await page.goto(String(verificationUriComplete));
      expect(await page.getByLabel('Code on your device').inputValue()).toBe(userCode);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText(name).waitFor();
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByRole('heading', { name: `${name} is approved` }).waitFor();
      await device.hears('online');
    }

    await page.getByRole('button', { name: 'Profile menu' }).click();
    await page.getByRole('menuitem', { name: 'Account' }).click();
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
    const signedIn = page.getByRole('list', { name: 'Signed in' }).getByRole('listitem');
    const signedOut = page
      .getByRole('list', { name: 'Signed out within the last day' })
      .getByRole('listitem');
    await signedIn.filter({ hasText: 'Living room' }).getByText('Online now').waitFor();
    await signedIn.filter({ hasText: 'Ann’s phone' }).getByText('Online now').waitFor();
    await page.evaluate(() => Object.assign(window, { sameLoad: true }));

    expect(await kept(join(folder, 'tv'))).toContain(join('account', 'profile.json'));

    // One TV, by name. The phone goes on.
    await page.getByRole('button', { name: 'Sign out Living room' }).click();
    const one = page.getByRole('alertdialog', { name: 'Sign out “Living room”?' });
    await one.getByRole('button', { name: 'Sign out' }).click();
    await signedOut.filter({ hasText: 'Living room' }).getByText(BOTH_CLOCKS).waitFor();
    const { wiped } = await tv.hears('signed-out');
    expect(wiped).toContain('tokens');
    await tv.hears('enrolment-screen');
    expect(await kept(join(folder, 'tv'))).toEqual([]);
    phone.say('ping');
    await phone.hears('pong');

    // All of them, but this browser.
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByRole('button', { name: 'Sign out of all TVs and devices' }).click();
    const all = page.getByRole('alertdialog', { name: 'Sign out of all TVs and devices?' });
    await all.getByRole('button', { name: 'Sign out of all' }).click();
    await phone.hears('signed-out');
    await signedOut
      .filter({ hasText: 'Ann’s phone' })
      .getByText(/^Blocked \d+ ms after you pressed\. The phone reports it is wiped, /)
      .waitFor();
    await page.getByText('No TV or phone is signed in.').waitFor();
    await signedIn.getByText('This browser').waitFor();
    expect(await page.evaluate(() => 'sameLoad' in window)).toBe(true);
    expect(open.complaints).toEqual([]);
  });

  /** What is on the device's disk of the account. */
  const kept = async (dataDir: string): Promise<string[]> => {
    const files = existsSync(dataDir) ? await readdir(dataDir, { recursive: true }) : [];
    return files.filter((file) => file.startsWith('account'));
  };
});
