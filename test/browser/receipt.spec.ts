import type { Browser, Locator, Page } from 'playwright-core';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import { aHousehold, aWorld, sendReceipt, type Household, type World } from './support/household.js';
import { visit, type Visit } from './support/visit.js';

describe('the receipt of a signed-out device', () => {
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
    await world.api.revokeSession.revoke(household.sub, household.tv.sid);
    open = await visit(browser, world.api.url);
    page = open.page;
    await open.bring(household.browser.headers);
  });
  afterEach(async () => {
    await open.context.close();
    expect(open.complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const details = async (): Promise<void> => {
    await open.goTo('/account');
    await page.getByLabel('Details of signing out Living room').click();
  };
  const opener = (): Locator => page.getByRole('button', { name: 'Open the receipt' });
  const dialog = (): Locator => page.getByRole('dialog', { name: 'Receipt of “Living room”' });
  const said = async (title: string): Promise<Record<string, unknown>> =>
    JSON.parse(await dialog().getByRole('region', { name: title }).innerText()) as Record<string, unknown>;
  const receiptKept = async (): Promise<string> => {
    const [row] = await world.database.query<{ jws: string }>('SELECT jws FROM receipts WHERE sid = $1', [
      household.tv.sid,
    ]);
    return row!.jws;
  };

  it('opens: header and claims decoded, checked here, with what it proves and what it does not', async () => {
    await sendReceipt(world, household.tv);
    await details();
    await opener().click();
    await dialog().getByText('Signature checked in this browser just now.').waitFor();
    expect(await said('What it says')).toMatchObject({
      sid: household.tv.sid,
      wiped: ['tokens', 'profile'],
    });
    expect(await said('Header, with the public key')).toMatchObject({
      typ: 'signoff-receipt+jwt',
      jwk: { kty: 'EC' },
    });
    await dialog().getByText(household.tv.jkt).waitFor();
    await dialog().getByText('The key of this TV signed that it deleted these.').waitFor();
    await dialog().getByText('That a TV somebody has tampered with really deleted what it lists.').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await until('the focus to be back', () => opener().evaluate((it) => it === document.activeElement));
  });

  it('is copied as text', async () => {
    await open.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await sendReceipt(world, household.tv);
    await details();
    await opener().click();
    await dialog().getByRole('button', { name: 'Copy as text' }).click();
    await dialog().getByText('Copied.').waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toContain(await receiptKept());
    expect(text).toContain(`"sid": "${household.tv.sid}"`);
  });

  it('that somebody changed on its way is not called good', async () => {
    await sendReceipt(world, household.tv);
    const [header, , signature] = (await receiptKept()).split('.');
    const claims = Buffer.from(JSON.stringify({ sid: household.tv.sid, wiped: ['everything'] }));
    const forged = `${header}.${claims.toString('base64url')}.${signature}`;
    await page.route('**/api/revocations/*', async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      await route.fulfill({
        response: answer,
        body: text.replace(/"receipt":"[^"]+"/, `"receipt":"${forged}"`),
      });
    });
    await details();
    await opener().click();
    await dialog().getByText('The signature is not by the key in this receipt.').waitFor();
    expect(await dialog().getByText('Signature checked').count()).toBe(0);
  });

  it('is not there to open before it came', async () => {
    await details();
    await page.getByText('No report yet.').waitFor();
    expect(await opener().count()).toBe(0);
    await sendReceipt(world, household.tv);
    await opener().waitFor();
  });
});
