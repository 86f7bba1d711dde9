import type { Browser } from 'playwright-core';
import { aDevice } from '../support/account-api/account.js';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import { aHousehold, aWaitingCode, aWorld, sendReceipt, type World } from './support/household.js';
import { isText, MARKUP } from './support/markup.js';
import { aCampaign, aDesk, aWall, type Desk } from './support/operator-desk.js';
import { visit, type Visit } from './support/visit.js';

describe('what a person or a device calls itself is text, whatever it looks like', () => {
  let browser: Browser;
  let world: World;
  let desk: Desk;
  const visits: Visit[] = [];

  beforeAll(async () => {
    browser = await openChromium();
    world = await aWorld();
    desk = await aDesk();
  });
  afterEach(async () => {
    const open = visits.splice(0);
    for (const { context } of open) await context.close();
    expect(open.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  afterAll(async () => {
    await desk?.close();
    await browser?.close();
    await world?.close();
  });

  const at = async (url: string, headers?: Readonly<Record<string, string>>): Promise<Visit> => {
    const one = await visit(browser, url);
    visits.push(one);
    if (headers !== undefined) await one.bring(headers);
    return one;
  };

  it('on the account pages: listed, renamed, asked about, signed out, with its receipt', async () => {
    const { sub, browser: mine } = await aHousehold(world);
    await world.database.query('UPDATE accounts SET display_name = $2 WHERE id = $1', [sub, MARKUP]);
    const tv = await aDevice(world.api, world.database, sub, { name: MARKUP, model: `TV ${MARKUP}` });
    const { page, goTo, streams } = await at(world.api.url, mine.headers);
    await goTo('/account');
    await isText(page, MARKUP);
    await isText(page, `TV ${MARKUP}`);
    await until('its event stream', () => streams.length > 0);

    await page.getByRole('button', { name: `Sign out ${MARKUP}` }).click();
    await page.getByRole('alertdialog').waitFor();
    await isText(page, MARKUP);
    await page.keyboard.press('Escape');

    await world.api.revokeSession.revoke(sub, tv.sid);
    await sendReceipt(world, tv);
    await page.getByLabel(`Details of signing out ${MARKUP}`).click();
    await page.getByRole('button', { name: 'Open the receipt' }).click();
    await page.getByText('Signature checked in this browser just now.').waitFor();
    await isText(page, MARKUP);
  });

  it('on the page that asks whether to link it, and once it is linked', async () => {
    const { browser: mine } = await aHousehold(world);
    const { page, goTo } = await at(world.api.url, mine.headers);
    const code = await aWaitingCode(world, { name: MARKUP, model: `TV ${MARKUP}` });
    await goTo(`/activate?user_code=${code}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await isText(page, MARKUP);
    await page.getByRole('button', { name: 'Approve' }).click();
    await isText(page, `${MARKUP} is approved`);
  });

  it('in an address: a code that is none, and a page that is none', async () => {
    const { browser: mine } = await aHousehold(world);
    const { page, goTo } = await at(world.api.url, mine.headers);
    await goTo(`/activate?user_code=${encodeURIComponent(MARKUP)}`);
    await isText(page, 'Continue');
    await goTo(`/${encodeURIComponent(MARKUP)}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await isText(page, 'Signoff');
  });

  it('on the operators’ pages: a campaign of such a model, for such a reason', async () => {
    desk.campaigns = [
      aCampaign({
        reason: MARKUP,
        class: { models: [MARKUP] },
        byModel: [{ model: MARKUP, count: 1, confirmed: 0, unreachable: 0 }],
        history: [{ at: Date.now(), operator: { operatorId: 'o', name: MARKUP }, what: MARKUP }],
      }),
    ];
    const { page, goTo } = await at(desk.url);
    await goTo('/operator/');
    await isText(page, MARKUP);
    await goTo(`/operator/campaigns/${desk.campaigns[0]!.id}`);
    await isText(page, MARKUP);
  });

  it('on the operators’ pages: the choices and the preview of a campaign, with some of its devices', async () => {
    const { preview, classes } = desk;
    desk.classes = { ...classes, models: [{ model: MARKUP, kind: 'tv', sessions: 3 }] };
    desk.preview = {
      ...preview,
      byModel: [{ model: MARKUP, count: 3, online: 3 }],
      examples: preview.examples.map((one) => ({ ...one, name: MARKUP, model: MARKUP, account: MARKUP })),
    };
    const { page, goTo } = await at(desk.url);
    await goTo('/operator/campaigns/new');
    await page.getByText('A class of devices').click();
    await page.getByText(MARKUP).locator('visible=true').first().click();
    await page.getByRole('list', { name: 'Some of them' }).waitFor();
    // Of each example its name, its model and its account.
    const seen = page.getByRole('list', { name: 'Some of them' }).getByText(MARKUP);
    await until('all of them', async () => (await seen.count()) >= 3 * preview.examples.length);
    await isText(page, MARKUP);
  });

  it('on the wall: the tile that is pointed at', async () => {
    const wall = aWall(9);
    desk.wall = { ...wall, tiles: wall.tiles.map((one) => ({ ...one, model: MARKUP })) };
    const { page, goTo } = await at(desk.url);
    await goTo('/operator/wall');
    await page.locator('canvas').hover({ position: { x: 3, y: 3 } });
    await isText(page, `${MARKUP} · sid-`);
  });
});
