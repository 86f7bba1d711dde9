import type { Browser, Locator, Page } from 'playwright-core';
import { until } from '../support/account-api/until.js';
import { openChromium } from './support/chromium.js';
import { aCampaign, aDesk, OTTO, type Desk } from './support/operator-desk.js';
import { visit, type Visit } from './support/visit.js';

/** What an operator does, and what the pages make of the answers that seldom come. */
describe('an operator at the pages', () => {
  let browser: Browser;
  let desk: Desk;
  let open: Visit;
  let page: Page;

  beforeAll(async () => {
    browser = await openChromium();
    desk = await aDesk();
    open = await visit(browser, desk.url, {
      viewport: { width: 1240, height: 900 },
      reducedMotion: 'reduce',
    });
    page = open.page;
  });
  beforeEach(() => desk.reset());
  afterEach(() => expect(open.complaints).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const asked = (path: string): unknown => desk.asked.findLast((one) => one.path === path)?.body;
  const isAsked = (path: string): boolean => desk.asked.some((one) => one.path === path);
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const fillForm = async (typed: string): Promise<void> => {
    await open.goTo('/operator/campaigns/new');
    await page.getByText('A class of devices').click();
    await page.getByText('Model One').click();
    await page.getByLabel('Reason, for the history').fill('A recall');
    await page.getByText('1 %, then 10 %, then all').click();
    await page.getByLabel('Type 12,480 to confirm').fill(typed);
    await button('Begin the campaign').click();
  };

  it('asks for exactly what was chosen and typed, and goes to the campaign that came of it', async () => {
    await fillForm('12,480');
    await page.getByRole('heading', { name: 'All devices of Model One' }).waitFor();
    expect(asked('/campaigns')).toEqual({
      class: { models: ['Model One'] },
      reason: 'A recall',
      typed: 12_480,
      stages: [1, 10, 100],
    });
  });

  it('begins nothing with a wrong number, and none at all until a class is chosen', async () => {
    await fillForm('12,481');
    await page.getByText('That is not 12,480. Look at the preview again.').waitFor();
    await open.goTo('/operator/campaigns/new');
    await button('Begin the campaign').click();
    await page.getByText('Say whose sessions are to end.').nth(1).waitFor();
    await page.getByText('A class of devices').click();
    await button('Begin the campaign').click();
    await page.getByText('Choose at least one thing about the devices.').nth(1).waitFor();
    expect(isAsked('/campaigns')).toBe(false);
  });

  it('asks for the new number when it has changed meanwhile', async () => {
    desk.faults.set('/campaigns', { status: 409, code: 'campaign_count_changed' });
    await fillForm('12480');
    await page.getByText('The number has changed since you looked.').waitFor();
    desk.preview = { ...desk.preview, count: 12_500 };
    await page.getByLabel('Type 12,500 to confirm').waitFor();
    expect(await page.getByLabel('Type 12,500 to confirm').inputValue()).toBe('');
  });

  it('leads to the campaign of the same class that is under way', async () => {
    const [other] = (desk.campaigns = [aCampaign()]);
    desk.faults.set('/campaigns', { status: 409, code: 'campaign_exists', campaignId: other!.id });
    await fillForm('12480');
    await page.getByText('A campaign of the very same class is under way.').waitFor();
    desk.faults.clear();
    await page.getByRole('link', { name: 'Open it' }).click();
    await page.getByRole('heading', { name: 'TVs of Model One' }).waitFor();
  });

  it('shows the figures as they come, without a look', async () => {
    const [one] = (desk.campaigns = [aCampaign()]);
    await open.goTo(`/operator/campaigns/${one!.id}`);
    await page.getByText('8,911', { exact: true }).first().waitFor();
    await until('the stream', () => desk.streams('/events') === 1);
    desk.tell('/events', 'figures', { figures: { ...one!.figures, confirmed: 9_100 }, confirmedPerS: 300 });
    await page.getByText('9,100', { exact: true }).first().waitFor();
    await page.getByText('300 a second').waitFor();
    // The history grows by a look, which finds what the event said.
    desk.campaigns = [
      { ...one!, history: [...one!.history, { at: Date.now(), operator: null, what: 'done' }] },
    ];
    desk.tell('/events', 'history', { at: Date.now(), operator: null, what: 'done' });
    await page.getByText('Done', { exact: true }).waitFor();
  });

  it('starts the next stage and stops the telling, each after a question that says what it does', async () => {
    const staged = aCampaign();
    const [stage] = staged.stages;
    const later = { ...stage!, percent: 100, startedAt: null, blockedAt: null, blockedAfterMs: null };
    desk.campaigns = [{ ...staged, status: 'between-stages', stages: [{ ...stage!, percent: 10 }, later] }];
    await open.goTo(`/operator/campaigns/${staged.id}`);
    await button('Start the last stage: all').click();
    await page.getByText('Who signed in after the first stage began is left alone.').waitFor();
    await page.keyboard.press('Escape');
    expect(desk.asked).toEqual([]);
    await button('Start the last stage: all').click();
    await button('Start the stage').click();
    await until('the stage', () => isAsked(`/campaigns/${staged.id}/stages`));
    await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
    await button('Stop the telling').click();
    await page.getByRole('alertdialog').getByText('The block stands.').waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stop the telling' }).click();
    await until('the stop', () => isAsked(`/campaigns/${staged.id}/telling/stop`));
  });

  it('approves another’s and cancels; its own it can only cancel; a refusal is told in the question', async () => {
    const by = { operatorId: OTTO.operatorId, name: OTTO.name };
    const theirs = aCampaign({ status: 'waiting', approvedBy: null, madeBy: by });
    const mine = aCampaign({ status: 'waiting', approvedBy: null });
    desk.campaigns = [theirs, mine];
    await open.goTo(`/operator/campaigns/${mine.id}`);
    await page.getByRole('heading', { name: 'Waits for another operator' }).waitFor();
    expect(await button('Approve').count()).toBe(0);
    await open.goTo(`/operator/campaigns/${theirs.id}`);
    await button('Approve').click();
    desk.faults.set('/approval', { status: 409, code: 'campaign_not_waiting' });
    await button('Approve and begin').click();
    await page.getByText('This campaign does not wait any more.').waitFor();
    desk.faults.clear();
    await button('Approve and begin').click();
    await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
    await button('Cancel the campaign').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the campaign' }).click();
    await until('the cancellation', () => isAsked(`/campaigns/${theirs.id}/cancellation`));
  });

  it('leads to sign-in once the session is over, and back to where one was', async () => {
    desk.campaigns = [aCampaign()];
    await open.goTo(`/operator/campaigns/${desk.campaigns[0]!.id}`);
    await page.getByText('148 a second').waitFor();
    desk.operator = null;
    desk.breakStreams();
    await page.getByText('You were signed out. Sign in to go on.').waitFor();
    await page.getByLabel('Email').fill('olga@example.com');
    await page.getByLabel('Password').fill('her password');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'TVs of Model One' }).waitFor();
  });

  it('says so while the figures may be out of date, and goes on by itself', async () => {
    desk.campaigns = [aCampaign()];
    await open.goTo(`/operator/campaigns/${desk.campaigns[0]!.id}`);
    await until('the stream', () => desk.streams('/events') > 0);
    desk.faults.set('/events', { status: 503, code: 'source_unavailable' });
    desk.breakStreams();
    await page.getByText('The connection to Signoff is lost.').waitFor();
    desk.faults.clear();
    await page.getByText('The connection to Signoff is lost.').waitFor({ state: 'hidden' });
  });
});
