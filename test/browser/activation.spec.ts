import type { Browser, Page } from 'playwright-core';
import { openChromium } from './support/chromium.js';
import { aHousehold, aWaitingCode, aWorld, type Household, type World } from './support/household.js';
import { visit, type Visit } from './support/visit.js';

describe('letting a device in by its code', () => {
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
    open = await visit(browser, world.api.url);
    await open.bring(household.browser.headers);
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

  const type = async (code: string): Promise<void> => {
    await page.getByLabel('Code on your device').fill(code);
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const stateOf = async (code: string) => {
    const [row] = await world.database.query<{ account: string | null; error: string | null }>(
      `SELECT account_id AS account, payload->>'error' AS error FROM oidc_payloads WHERE user_code = $1`,
      [code.replace('-', '')],
    );
    return row;
  };

  it('shows the device before it is let in: kind, model, name, address, code; then says what happened', async () => {
    const code = await aWaitingCode(world);
    await open.goTo('/activate');
    await type(code.toLowerCase().replace('-', ' '));
    await page.getByRole('heading', { name: 'Let this TV in?' }).waitFor();
    const shown = await page.getByRole('main').innerText();
    for (const part of ['Bedroom', 'TV · Model One', 'Asks from 127.0.0.1', code])
      expect(shown).toContain(part);
    expect(shown).not.toContain('not on the network');
    expect((await stateOf(code))?.account).toBeNull();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'Bedroom is approved' }).waitFor();
    await page.getByText('Look at the TV: it signs in within a few seconds.').waitFor();
    expect((await stateOf(code))?.account).toBe(household.sub);
  });

  it('comes with the code filled in by the address, and lets nothing in by itself', async () => {
    const code = await aWaitingCode(world, { kind: 'phone' });
    await open.goTo(`/activate?user_code=${code}`);
    expect(await page.getByLabel('Code on your device').inputValue()).toBe(code);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Let this phone in?' }).waitFor();
    expect(await stateOf(code)).toEqual({ account: null, error: null });
  });

  it('denied, the device stays outside', async () => {
    const code = await aWaitingCode(world);
    await open.goTo(`/activate?user_code=${code}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('heading', { name: 'Bedroom is denied' }).waitFor();
    expect(await stateOf(code)).toEqual({ account: null, error: 'access_denied' });
    await page.getByRole('button', { name: 'Link another device' }).click();
    await page.getByLabel('Code on your device').waitFor();
  });

  it('warns strongly of a device that asks from another address', async () => {
    const code = await aWaitingCode(world, { address: '203.0.113.7' });
    await open.goTo('/activate');
    await type(code);
    const warning = page.getByRole('alert');
    await warning.getByText('This TV is not on the network you are on.').waitFor();
    expect(await warning.innerText()).toMatch(/203\.0\.113\.7.*someone sent you this code or link, deny it/s);
  });

  it('says of a wrong code what to do, and keeps it there to be mended', async () => {
    await open.goTo('/activate');
    await type('BBBB-BBBB');
    await page.getByText('We do not know that code.').waitFor();
    await page.getByText('Compare it with the screen of your device').waitFor();
    expect(await page.getByLabel('Code on your device').inputValue()).toBe('BBBB-BBBB');
  });

  it('a code too short is refused beside its field, without asking the server', async () => {
    let asked = 0;
    page.on('request', (request) => void (asked += request.url().includes('/api/activation') ? 1 : 0));
    await open.goTo('/activate');
    await type('BCD');
    await page.getByText('The code has 8 letters.').waitFor();
    expect(asked).toBe(0);
  });

  it('says so when the code has expired', async () => {
    await open.goTo('/activate');
    await type(await aWaitingCode(world, { lifeS: -5 }));
    await page.getByText('That code has expired.').waitFor();
    await page.getByText('Ask for a new code on your device').waitFor();
  });

  it('says so when the code is used by someone else while it is looked at', async () => {
    const code = await aWaitingCode(world);
    await open.goTo('/activate');
    await type(code);
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    const other = await aHousehold(world);
    const decided = await fetch(`${world.api.url}/api/activation`, {
      method: 'POST',
      headers: { ...other.browser.headers, origin: world.api.url, 'content-type': 'application/json' },
      body: JSON.stringify({ userCode: code, decision: 'approve' }),
    });
    expect(decided.status).toBe(200);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('That code has been used already.').waitFor();
    await page.getByRole('button', { name: 'Type another code' }).click();
    await page.getByLabel('Code on your device').waitFor();
    expect((await stateOf(code))?.account).toBe(other.sub);
  });

  it('after too many wrong codes, says how long to wait', async () => {
    await open.goTo('/activate');
    for (let guess = 0; guess < 25; guess++) {
      await fetch(`${world.api.url}/api/activation/CCCCCCCC`, { headers: household.browser.headers });
    }
    await type('CCCC-CCCC');
    await page.getByText('That was tried too often.').waitFor();
    await page.getByText(/Try again in \d+ (seconds|minutes?)\./).waitFor();
    await world.database.query('DELETE FROM rate_limits');
  });
});
