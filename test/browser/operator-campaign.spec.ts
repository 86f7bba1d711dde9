import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { openDatabase, type Database } from '#libs/database';
import type { CampaignView } from '../../apps/account-api/src/campaigns/campaign-view.js';
import type { Counted } from '../../apps/account-api/src/campaigns/campaign.js';
import type { Choices, Example as ApiExample } from '../../apps/account-api/src/campaigns/class-counts.js';
import type { ReadCampaign } from '../../apps/account-api/src/campaigns/read-campaign.js';
import type { Operator as ApiOperator } from '../../apps/account-api/src/operators/operator.js';
import type { WallBatch, WallStore } from '../../apps/account-api/src/wall/wall.js';
import type {
  Campaign,
  CampaignPage,
  Classes,
  Example,
  Operator,
  Preview,
} from '../../apps/account-web/src/operator/api/shapes.js';
import type { WallAnswer } from '../../apps/account-web/src/operator/wall/read-wall.js';
import type { Batch } from '../../apps/account-web/src/operator/wall/tile-state.js';
import { until } from '../support/account-api/until.js';
import { WireOperator } from '../support/account-api/wire-operator.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { Person } from '../support/stack/person.js';
import { StackDevice } from '../support/stack/stack-device.js';
import { openChromium } from './support/chromium.js';
import { figuresOf } from './support/seen-wall.js';
import { picture, visit, type Visit } from './support/visit.js';

/** Compiles only if each is assignable to the other: the pages' shapes are the API's own. */
type Same<A, B> = [A, B] extends [B, A] ? true : never;
export const same: readonly true[] = [
  true satisfies Same<Operator, ApiOperator>,
  true satisfies Same<Classes, Choices>,
  true satisfies Same<Example, ApiExample>,
  true satisfies Same<Preview, Counted & { examples: readonly ApiExample[]; cutoff: null }>,
  true satisfies Same<Campaign, CampaignView>,
  true satisfies Same<CampaignPage, Awaited<ReturnType<ReadCampaign['page']>>>,
  true satisfies Same<WallAnswer, Awaited<ReturnType<WallStore['add']>>>,
  true satisfies Same<Batch, WallBatch>,
];

const MODEL = 'Aurora 55';
const TVS = 3;

/** Real devices, processes and browsers, from an operator's first key to the last receipt. */
describe('an operator ends a class of devices', () => {
  let browser: Browser;
  let stack: Stack;
  let database: Database;
  let phone: StackDevice;
  const tvs: StackDevice[] = [];
  const people: Person[] = [];
  const visits: Visit[] = [];

  beforeAll(async () => {
    browser = await openChromium();
    stack = await aStack({
      name: 'browser-operator',
      env: { SIGNOFF_CAMPAIGN_APPROVAL_ABOVE: String(TVS - 1) },
    });
    database = await openDatabase(stack.room.databaseUrl, { poolSize: 1 });
    people.push(await Person.signedUp(stack.accountUrl), await Person.signedUp(stack.accountUrl));
    const [ann, ben] = people as [Person, Person];
    const [linkedPhone, ...linkedTvs] = await Promise.all([
      StackDevice.linked(stack, ann, { kind: 'phone' }),
      ...Array.from({ length: TVS }, (_, index) => StackDevice.linked(stack, index === 0 ? ann : ben)),
    ]);
    phone = linkedPhone!;
    tvs.push(...linkedTvs);
  });
  afterAll(async () => {
    for (const { context } of visits) await context.close();
    for (const one of [...tvs, phone, ...people]) one?.close();
    await database?.close();
    await browser?.close();
    await stack?.close();
  });

  const visitAs = async (name: string): Promise<{ page: Page; operator: WireOperator; open: Visit }> => {
    const operator = await WireOperator.made(stack.accountUrl, database, name);
    const open = await visit(browser, stack.accountUrl, { viewport: { width: 1240, height: 900 } });
    visits.push(open);
    return { page: open.page, operator, open };
  };
  /** As a person without a pointer gets there. */
  const tabTo = async (page: Page, to: Locator): Promise<void> => {
    await to.waitFor();
    for (let steps = 0; steps < 60; steps += 1) {
      if (await to.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no Tab leads to ${String(to)}`);
  };
  const signIn = async (page: Page, { email, password }: WireOperator): Promise<void> => {
    await tabTo(page, page.getByLabel('Email'));
    await page.keyboard.type(email);
    await tabTo(page, page.getByLabel('Password'));
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
  };

  it('by keyboard alone, with another’s approval: its devices are blocked and confirm, all others play on', async () => {
    const { page, operator, open } = await visitAs('Olga');
    await open.goTo('/operator/');
    await signIn(page, operator);
    const wall = await open.context.newPage();
    await wall.goto('/operator/wall');
    await until('all on the wall', async () => (await figuresOf(wall))['online'] === TVS + 1, 60_000);

    await tabTo(page, page.getByRole('link', { name: 'New campaign' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('radio', { name: 'A class of devices' }));
    await page.keyboard.press('Space');
    await tabTo(page, page.getByRole('checkbox', { name: MODEL }));
    await page.keyboard.press('Space');
    await page.getByText(`Type ${TVS} to confirm`).waitFor();
    await tabTo(page, page.getByLabel('Reason, for the history'));
    await page.keyboard.type('Recall of the Aurora');
    await tabTo(page, page.getByLabel(`Type ${TVS} to confirm`));
    await page.keyboard.type('4');
    await page.keyboard.press('Enter');
    await page.getByText(`That is not ${TVS}. Look at the preview again.`).waitFor();
    await page.keyboard.press('Backspace');
    await page.keyboard.type(String(TVS));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Waits for another operator' }).waitFor();
    for (const tv of tvs) await tv.ping();

    const other = await visitAs('Otto');
    await other.open.goTo(page.url().slice(stack.accountUrl.length));
    await tabTo(other.page, other.page.getByLabel('Email'));
    await other.page.keyboard.type(other.operator.email);
    await tabTo(other.page, other.page.getByLabel('Password'));
    await other.page.keyboard.type(other.operator.password);
    await other.page.keyboard.press('Enter');
    await tabTo(other.page, other.page.getByRole('button', { name: 'Approve' }));
    await other.page.keyboard.press('Enter');
    await tabTo(other.page, other.page.getByRole('button', { name: 'Approve and begin' }));
    await other.page.keyboard.press('Enter');

    // On the page of its maker, who did nothing more.
    const figure = (name: string): Locator =>
      page.locator('.figure', { has: page.getByText(name, { exact: true }) }).locator('.figure-value');
    await until(
      'all confirmed',
      async () => (await figure('Confirmed').textContent()) === String(TVS),
      60_000,
    );
    expect(await figure('Blocked').textContent()).toBe(String(TVS));
    await page.getByText(/Every server refused them \d+ ms after the word was given\./).waitFor();
    await page.getByText('Otto: approved').waitFor();
    for (const tv of tvs) {
      const { wiped } = await tv.hears('signed-out');
      expect(wiped).toContain('tokens');
    }
    await phone.ping();
    await until('the wave on the wall', async () => (await figuresOf(wall))['confirmed'] === TVS, 60_000);
    expect(await figuresOf(wall)).toMatchObject({ online: 1, confirmed: TVS });
    await picture(page, 'operator-campaign-done');
    await picture(wall, 'operator-campaign-wall');

    await page.locator('.status-done').waitFor();
    const odd = await downloaded(page, 'Not confirmed, as CSV');
    expect(odd.trimEnd().split('\n')).toHaveLength(1);
    const all = JSON.parse(await downloaded(page, 'All, as JSON')) as { tally: object };
    expect(all.tally).toMatchObject({ count: TVS, confirmed: TVS, told: 0, unreachable: 0 });
    for (const { complaints } of visits) expect(complaints).toEqual([]);
  });

  const downloaded = async (page: Page, name: string): Promise<string> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name }).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  };

  it('is answered in the shapes its pages expect, and its cookie opens nothing of an account', async () => {
    const operator = await WireOperator.signedIn(stack.accountUrl, database, 'Olga');
    const read = async (path: string): Promise<object> => (await operator.ask('GET', path)).body;
    const has = (shape: object): string[] => Object.keys(shape).sort();
    const { campaigns } = (await read('/campaigns')) as CampaignPage;
    expect(has(campaigns[0]!)).toEqual(CAMPAIGN);
    expect(has(await read(`/campaigns/${campaigns[0]!.id}`))).toEqual(CAMPAIGN);
    expect(has(await operator.preview({ kinds: ['phone'] }))).toEqual(PREVIEW);
    expect(has(await read('/classes'))).toEqual(['appVersions', 'kinds', 'models']);
    expect(has(await read('/me'))).toEqual(['email', 'name', 'operatorId']);
    expect(has(await read('/wall'))).toEqual(['at', 'tiles', 'wall']);
    const { status } = await fetch(`${stack.accountUrl}/api/me`, { headers: { cookie: operator.cookie } });
    expect(status).toBe(401);
  });
});

/** The members of a shape, each named: leave one out, or add one, and it does not compile. */
const members = <T>(names: Readonly<Record<keyof T, true>>): string[] => Object.keys(names).sort();
const CAMPAIGN = members<Campaign>({
  id: true,
  class: true,
  reason: true,
  madeBy: true,
  madeAt: true,
  approvedBy: true,
  status: true,
  stages: true,
  cutoff: true,
  count: true,
  countIsFinal: true,
  receiptWindowMs: true,
  figures: true,
  byKind: true,
  byModel: true,
  confirmedPerS: true,
  secondsLeft: true,
  tellingStoppedAt: true,
  history: true,
});
const PREVIEW = members<Preview>({
  count: true,
  exact: true,
  browsers: true,
  cutoff: true,
  online: true,
  accounts: true,
  byKind: true,
  byModel: true,
  examples: true,
});
