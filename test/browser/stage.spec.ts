import type { Browser, Frame, Page } from 'playwright-core';
import { openChromium } from './support/chromium.js';
import { lastingFaultsOf } from './support/faults.js';
import { keptBy, movesOn, NO_PICTURE, pictureOf, playing } from './support/device-pages.js';
import { aScene, type Scene } from './support/scene.js';
import { picture, visit, type Visit } from './support/visit.js';

/** What a stranger sees at the address that `npm start` prints. */
describe('the stage', () => {
  let browser: Browser;
  let scene: Scene;
  let open: Visit;
  beforeAll(async () => {
    browser = await openChromium();
    scene = await aScene('browser-stage');
    open = await visit(browser, scene.pagesUrl, { viewport: { width: 1280, height: 800 } });
  });
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });

  it('sign out the TV: its film stops in mid-scene, all is proven, the phone plays on, and one press links it again', async () => {
    const { page } = open;
    await open.goTo('/stage/');
    const [tv, phone] = await Promise.all(['The TV', 'The phone'].map((title) => frameOf(page, title)));
    const account = page.frameLocator('iframe[title="The account"]');
    const tvFacts = page.getByRole('region', { name: 'TV: what is known' });
    const [tvFilm, phoneFilm] = await Promise.all([playing(tv!), playing(phone!)]);
    await picture(page, 'stage-playing');
    await isFaultless(page);

    await account.getByRole('button', { name: 'Use the demo account' }).click();
    await account.getByRole('button', { name: 'Sign out Living room TV' }).waitFor();
    expect(await keptBy(tv!)).toEqual(
      expect.arrayContaining(['signoff-account-tv', 'signoff-artwork-tv', 'signoff-account-phone']),
    );
    const screen = tv!.getByRole('main', { name: 'Television' });
    await account.getByRole('button', { name: 'Sign out Living room TV' }).click();
    await account.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();

    // No picture, nothing kept, and the television says so.
    await screen.getByRole('heading', { name: 'This TV was signed out' }).waitFor();
    expect(await pictureOf(tvFilm)).toEqual(NO_PICTURE);
    await screen.getByText(/^“First Light” stopped at 0:\d\d\.$/).waitFor();
    expect(
      await screen.getByRole('list', { name: 'Deleted' }).getByRole('listitem').allTextContents(),
    ).toEqual(
      [
        'The tokens that let it in',
        'The profile',
        'Viewing history',
        'Recommendations',
        'The payment card',
        'Artwork',
      ].map((name) => expect.stringContaining(name)),
    );
    await screen.getByText('Looked again: nothing of the account is on this TV.').waitFor();
    await screen.getByText('The service has this TV’s signed receipt.').waitFor();
    const kept = await keptBy(tv!);
    expect(kept).not.toContain('signoff-account-tv');
    expect(kept).not.toContain('signoff-artwork-tv');
    expect(kept).toContain('signoff-account-phone');

    // Both clocks, from the account API, and the bytes that its film service counted.
    await tvFacts
      .getByText(/^\d+ ms$/)
      .nth(1)
      .waitFor();
    await tvFacts.getByText('blocked by all 2 servers that let it in').waitFor();
    await tvFacts.getByText('0 bytes of film were sent to it after it was blocked').waitFor();
    await picture(page, 'stage-signed-out');

    await tvFacts.getByRole('button', { name: 'Open its receipt' }).click();
    const receipt = page.getByRole('dialog', { name: 'The TV’s receipt' });
    await receipt.getByText('Signature checked in this browser just now').waitFor();
    await receipt.getByText('"signoff-receipt+jwt"').waitFor();
    expect(await receipt.getByText('"event_hash"').textContent()).toContain('"payment"');
    await picture(page, 'stage-receipt');
    await isFaultless(page);
    await receipt.getByRole('button', { name: 'Close' }).click();

    await movesOn(phone!, phoneFilm);

    await tvFacts.getByRole('button', { name: 'Link again' }).click();
    await movesOn(tv!, await playing(tv!));
    await tvFacts.getByText('Playing “First Light”').waitFor();
    await movesOn(phone!, phoneFilm);
    expect(open.complaints).toEqual([]);
  });

  it('sign out of all: both films stop, and each is linked again by one press, though the stage’s own server was signed out too', async () => {
    const { page } = open;
    const devices = await Promise.all(['The TV', 'The phone'].map((title) => frameOf(page, title)));
    const films = await Promise.all(devices.map(playing));
    const account = page.frameLocator('iframe[title="The account"]');
    await account.getByRole('button', { name: 'Sign out of all TVs and devices' }).click();
    await account.getByRole('alertdialog').getByRole('button', { name: 'Sign out of all' }).click();
    for (const [index, name] of ['TV', 'phone'].entries()) {
      const facts = page.getByRole('region', { name: `${name}: what is known` });
      await facts
        .getByText(/^\d+ ms$/)
        .nth(1)
        .waitFor();
      await devices[index]!.getByText(`The service has this ${name}’s signed receipt.`).waitFor();
      expect(await pictureOf(films[index]!)).toEqual(NO_PICTURE);
      await facts.getByRole('button', { name: 'Link again' }).click();
      await movesOn(devices[index]!, await playing(devices[index]!));
    }
    expect(open.complaints).toEqual([]);
  });

  it('lets no page of another origin have a code approved', async () => {
    const body = JSON.stringify({ userCode: 'BCDF-GHJK' });
    for (const origin of ['http://localhost:1', 'null', undefined]) {
      const headers = { 'content-type': 'application/json', ...(origin === undefined ? {} : { origin }) };
      const response = await fetch(`${scene.pagesUrl}/stage/approve`, { method: 'POST', headers, body });
      expect(response.status).toBe(403);
    }
  });

  it('answers to no name but localhost, so that no other name can lead to it', async () => {
    const { request } = await import('node:http');
    const { hostname, port } = new URL(scene.pagesUrl);
    const status = await new Promise((resolve, reject) => {
      request(
        { hostname, port, path: '/config.json', headers: { host: `evil.example:${port}` } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      )
        .once('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  async function isFaultless(page: Page): Promise<void> {
    expect(await lastingFaultsOf(page)).toEqual([]);
  }

  async function frameOf(page: Page, title: string): Promise<Frame> {
    const frame = await (await page.waitForSelector(`iframe[title="${title}"]`)).contentFrame();
    if (frame === null) throw new Error(`${title} is no frame`);
    return frame;
  }
});
