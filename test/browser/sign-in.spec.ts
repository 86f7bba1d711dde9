import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import { aWaitingCode, aWorld, type World } from './support/household.js';
import { visit, type Visit } from './support/visit.js';

const PASSWORD = 'a password of some length';

describe('signing in to the account pages', () => {
  let browser: Browser;
  let world: World;
  let open: Visit;
  let page: Page;

  beforeAll(async () => {
    browser = await openChromium();
    world = await aWorld();
  });
  beforeEach(async () => {
    open = await visit(browser, world.api.url);
    page = open.page;
  });
  afterEach(async () => {
    await open.context.close();
    expect(open.complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const anEmail = (): string => `${randomUUID()}@example.com`;
  const fill = async (fields: Readonly<Record<string, string>>): Promise<void> => {
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  };
  const path = (): string => page.url().slice(world.api.url.length);
  const signUp = async (email: string): Promise<void> => {
    await fill({ 'Your name': 'Ann', Email: email, Password: PASSWORD });
    await page.getByRole('button', { name: 'Create account' }).click();
  };
  const signIn = async (email: string, password = PASSWORD): Promise<void> => {
    await fill({ Email: email, Password: password });
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const signOut = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Profile menu' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You are signed out of this browser.').waitFor();
  };

  it('signs up, out and in again', async () => {
    const email = anEmail();
    await open.goTo('/');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await signUp(email);
    await page.getByRole('heading', { name: 'Hello, Ann' }).waitFor();
    await signOut();
    await open.goTo('/account');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(email);
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
    expect(path()).toBe('/account');
  });

  it('goes on to where one wanted to go, through signing up too, with the device’s code', async () => {
    const code = await aWaitingCode(world);
    await open.goTo(`/activate?user_code=${code}`);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await signUp(anEmail());
    await page.getByRole('heading', { name: 'Link a TV or phone' }).waitFor();
    expect(path()).toBe(`/activate?user_code=${code}`);
    expect(await page.getByLabel('Code on your device').inputValue()).toBe(code);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
  ])('never goes on to another origin: %j', async (next) => {
    await open.goTo(`/sign-up?next=${encodeURIComponent(next)}`);
    await signUp(anEmail());
    await page.getByRole('heading', { name: 'Hello, Ann' }).waitFor();
    expect(path()).toBe('/');
  });

  it('signs in to the demo account at one press, where there is one, and offers none elsewhere', async () => {
    const email = anEmail();
    await open.goTo('/sign-up');
    await signUp(email);
    await signOut();
    await page.getByText('You are signed out of this browser.').waitFor();
    expect(await page.getByRole('button', { name: 'Use the demo account' }).count()).toBe(0);
    await page.route('**/api/demo', (route) => route.fulfill({ json: { email, password: PASSWORD } }));
    await open.goTo('/sign-in?next=/account');
    await page.getByRole('button', { name: 'Use the demo account' }).click();
    await page.getByText(`Ann · ${email}`).waitFor();
    expect(path()).toBe('/account');
  });

  it('a wrong password and an unknown account read the same', async () => {
    const email = anEmail();
    await open.goTo('/sign-up');
    await signUp(email);
    await signOut();
    const texts: string[] = [];
    for (const who of [email, anEmail()]) {
      await open.goTo('/sign-in');
      await signIn(who, 'not the password');
      texts.push(await page.getByRole('alert').innerText());
    }
    expect(texts[0]).toContain('That email and password do not match an account.');
    expect(texts[1]).toBe(texts[0]);
  });

  it('says that an email is taken, and what to do', async () => {
    const email = anEmail();
    await open.goTo('/sign-up');
    await signUp(email);
    await signOut();
    await open.goTo('/sign-up');
    await signUp(email);
    await page.getByText('There is an account with that email already.').waitFor();
    await page.getByText('Sign in instead, or use another email.').waitFor();
  });

  it('says beside the field what is missing, before asking the server', async () => {
    await open.goTo('/sign-up');
    await fill({ 'Your name': 'Ann', Email: anEmail() });
    await page.getByLabel('Password').pressSequentially('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    const field = page.getByLabel('Password');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('That is shorter than 10 characters.').waitFor();
    await until('the focus on the field', () => field.evaluate((input) => input === document.activeElement));
    expect(path()).toBe('/sign-up');
  });

  it('shows nothing of the one before to the next person at this browser', async () => {
    await open.goTo('/sign-up');
    await signUp(anEmail());
    await page.getByRole('heading', { name: 'Hello, Ann' }).waitFor();
    await signOut();
    await page.getByRole('link', { name: 'Create an account' }).click();
    await fill({ 'Your name': 'Ben', Email: anEmail(), Password: PASSWORD });
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Hello, Ben' }).waitFor();
    await page.getByRole('button', { name: 'Profile menu' }).click();
    await page.getByRole('menuitem', { name: 'Account' }).click();
    await page.getByText('1 signed in · 1 online now').waitFor();
    expect(await page.getByText('Ann').count()).toBe(0);
  });

  it('says so when the service is away, and goes on by itself or at a press once it is back', async () => {
    await page.route('**/api/**', (route) => route.abort());
    await open.goTo('/account');
    await page.getByRole('heading', { name: 'Signoff is not reachable' }).waitFor();
    await page.unroute('**/api/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
