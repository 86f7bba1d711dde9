import type { Browser, Page } from 'playwright-core';
import { openChromium } from './support/chromium.js';
import { lastingFaultsOf, settled } from './support/faults.js';
import { aCampaign, aDesk, aWall, aWave, OTTO, type Desk } from './support/operator-desk.js';
import { picture, visit, type Visit } from './support/visit.js';

const HEIGHT = 800;
/** Between them each width and each set of colours. */
const LOOKS = {
  light: { colorScheme: 'light', width: 1240 },
  'phone-dark': { colorScheme: 'dark', width: 360 },
} as const;
/** Only to be looked at. */
const PICTURES = {
  ...LOOKS,
  phone: { colorScheme: 'light', width: 360 },
  dark: { colorScheme: 'dark', width: 1240 },
} as const;
/** Whatever stands on the others stands on one of these as well, so the narrow and dark look is enough there. */
const IN_EVERY_LOOK = ['sign-in', 'list', 'new', 'running', 'waiting-for-me', 'wall'];

interface Home {
  readonly desk: Desk;
  readonly page: Page;
  readonly goTo: (path: string) => Promise<void>;
}

const byOtto = { operatorId: OTTO.operatorId, name: OTTO.name };
const waiting = { status: 'waiting', approvedBy: null } as const;
const staged = {
  status: 'between-stages',
  stages: [1, 10, 100].map((percent, index) => ({
    percent,
    startedAt: index === 0 ? Date.now() - 60_000 : null,
    revocationJti: index === 0 ? 'r1' : null,
    blockedAt: index === 0 ? Date.now() - 59_990 : null,
    blockedAfterMs: index === 0 ? 10 : null,
    counted: index === 0,
  })),
  countIsFinal: false,
  figures: { blocked: 125, told: 101, confirmed: 99, unreachable: 24, online: 101, browsers: 0 },
} as const;

/** How to come to each page and each state worth a look. */
const PAGES: Readonly<Record<string, (home: Home) => Promise<void>>> = {
  'sign-in': async ({ desk, page, goTo }) => {
    desk.operator = null;
    desk.faults.set('/sign-in', { status: 401, code: 'sign_in_failed' });
    await goTo('/');
    await page.getByLabel('Email').fill('olga@example.com');
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('do not match an operator').waitFor();
  },
  none: async ({ page, goTo }) => {
    await goTo('/');
    await page.getByText('There has been no campaign yet.').waitFor();
  },
  list: async ({ desk, page, goTo }) => {
    desk.campaigns = [
      aCampaign({ ...waiting, madeBy: byOtto, class: { kinds: ['phone'], maxAppVersion: '4.0.0' } }),
      aCampaign(),
      aCampaign({ status: 'done', figures: { ...aCampaign().figures, confirmed: 12_480, unreachable: 0 } }),
      aCampaign({ status: 'cancelled', class: {}, reason: 'A drill' }),
    ];
    await goTo('/');
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  },
  new: async ({ page, goTo }) => {
    await goTo('/campaigns/new');
    await page.getByText('A class of devices').click();
    await page.getByText('Model One').click();
    await page.getByText('Living room').waitFor();
  },
  'new-nobody': async ({ desk, page, goTo }) => {
    desk.preview = {
      ...desk.preview,
      count: 0,
      online: 0,
      accounts: 0,
      byKind: [],
      byModel: [],
      examples: [],
    };
    await goTo('/campaigns/new');
    await page.getByText('Named accounts').click();
    await page.getByLabel('Emails or account ids').fill('nobody@example.com');
    await page.getByText('0', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Begin the campaign' }).click();
    await page.getByText('Nobody is in this class: there is nothing to end.').waitFor();
  },
  'new-refused': async ({ desk, page, goTo }) => {
    desk.faults.set('/preview', {
      status: 400,
      code: 'campaign_class_invalid',
      detail: 'the version range is empty: 5 is after 4',
    });
    await goTo('/campaigns/new');
    await page.getByText('A class of devices').click();
    await page.getByLabel('App version from').fill('5');
    await page.getByText('The version range is empty: 5 is after 4.').waitFor();
  },
  'waiting-mine': async ({ desk, page, goTo }) => {
    const { id } = (desk.campaigns = [aCampaign(waiting)])[0]!;
    await goTo(`/campaigns/${id}`);
    await page.getByText('Living room').waitFor();
  },
  'waiting-for-me': async ({ desk, page, goTo }) => {
    const { id } = (desk.campaigns = [aCampaign({ ...waiting, madeBy: byOtto })])[0]!;
    await goTo(`/campaigns/${id}`);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('alertdialog').waitFor();
  },
  running: async ({ desk, page, goTo }) => {
    const { id } = (desk.campaigns = [aCampaign()])[0]!;
    await goTo(`/campaigns/${id}`);
    await page.getByText('148 a second, about 4 s left').waitFor();
  },
  staged: async ({ desk, page, goTo }) => {
    const { id } = (desk.campaigns = [aCampaign(staged)])[0]!;
    await goTo(`/campaigns/${id}`);
    await page.getByRole('button', { name: 'Start the next stage: 10 %' }).waitFor();
  },
  'stop-telling': async ({ desk, page, goTo }) => {
    const { id } = (desk.campaigns = [aCampaign()])[0]!;
    await goTo(`/campaigns/${id}`);
    await page.getByRole('button', { name: 'Stop the telling' }).click();
    await page.getByRole('alertdialog').waitFor();
  },
  stopped: async ({ desk, page, goTo }) => {
    const { id } = (desk.campaigns = [aCampaign({ tellingStoppedAt: Date.now() })])[0]!;
    await goTo(`/campaigns/${id}`);
    await page.getByText('The block stands').waitFor();
  },
  wall: async ({ desk, page, goTo }) => {
    desk.wall = aWall(2_000);
    await goTo('/wall');
    await page.getByText('2,000', { exact: true }).waitFor();
    desk.tell('/wall/events', 'batch', { atMs: Date.now(), online: [], ...aWave(2_000) });
    await page.getByRole('button', { name: 'Replay the last wave' }).waitFor();
  },
  'wall-empty': async ({ page, goTo }) => {
    await goTo('/wall');
    await page.getByText('No device is linked yet.').waitFor();
  },
  'slow-and-gone': async ({ desk, page, goTo }) => {
    desk.faults.set('/classes', { status: 503, code: 'source_unavailable' });
    desk.faults.set('/preview', null);
    await goTo('/campaigns/new');
    await page.getByText('Everyone', { exact: true }).click();
    await page.getByText('This takes longer than usual').waitFor();
    await page.getByText('Signoff is having trouble right now.').waitFor();
  },
  'not-found': async ({ goTo }) => goTo('/no/such/page'),
};

describe('every page of the operators', () => {
  let browser: Browser;
  let desk: Desk;
  let open: Visit;

  beforeAll(async () => {
    browser = await openChromium();
    desk = await aDesk();
    open = await visit(browser, desk.url, { viewport: { width: LOOKS.light.width, height: HEIGHT } });
  });
  beforeEach(async () => {
    desk.reset();
    await open.page.setViewportSize({ width: LOOKS.light.width, height: HEIGHT });
    await open.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  it.each(Object.entries(PAGES))(
    '%s: axe finds no fault, nothing is cut off, in light, in dark and on a phone',
    async (name, come) => {
      const { page } = open;
      await come({
        desk,
        page,
        goTo: async (path) => {
          await open.goTo(`/operator${path}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
        },
      });
      const looks = process.env['SIGNOFF_SCREENSHOTS'] === undefined ? LOOKS : PICTURES;
      for (const [look, { colorScheme, width }] of Object.entries(looks)) {
        await page.setViewportSize({ width, height: HEIGHT });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await settled(page);
        await picture(page, `operator-${name}.${look}`);
        const isJudged = look in LOOKS && (look === 'phone-dark' || IN_EVERY_LOOK.includes(name));
        if (!isJudged) continue;
        expect({ look, found: await lastingFaultsOf(page) }).toEqual({ look, found: [] });
        const cutOffPx = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect({ look, cutOffPx }).toEqual({ look, cutOffPx: 0 });
      }
      expect(open.complaints).toEqual([]);
    },
  );
});
