import type { Browser, BrowserContext, ElementHandle, Frame, Page } from 'playwright-core';
import type { Person } from '../../support/stack/person.js';
import type { Scene } from './scene.js';

/** The one device of that kind which is signed in. */
export async function deviceOf(owner: Person, kind: 'tv' | 'phone'): Promise<string> {
  const found = (await owner.sessions()).filter((one) => one.kind === kind && one.state === 'active');
  const [session] = found;
  if (session === undefined) throw new Error(`no ${kind} is signed in`);
  return session.sid;
}

/** A television in a browser of its own, linked by a remote's keys alone, and playing. */
export interface PlayingTv {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly video: ElementHandle<HTMLVideoElement>;
}

export async function aPlayingTv(
  browser: Browser,
  { pagesUrl }: Pick<Scene, 'pagesUrl'>,
  owner: Person,
): Promise<PlayingTv> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  await page.goto(`${pagesUrl}/tv/`);
  return { context, page, video: await linkedAndPlaying(page, owner) };
}

/** From an enrolment screen to a film, by a remote's keys alone. */
export async function linkedAndPlaying(page: Page, owner: Person): Promise<ElementHandle<HTMLVideoElement>> {
  await page.locator('.enrol button:focus').waitFor();
  await page.keyboard.press('Enter');
  await owner.approve((await page.locator('.code').textContent()) ?? '');
  await page.getByRole('heading', { name: 'Who’s watching?' }).waitFor();
  await page.locator('.profile:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.poster:focus').waitFor();
  await page.keyboard.press('Enter');
  return playing(page);
}

/** The picture, once it moves. The handle stays good when the page lets the element go. */
export async function playing(page: Page | Frame): Promise<ElementHandle<HTMLVideoElement>> {
  const video = await page.waitForFunction(() => {
    const found = document.querySelector('video');
    return found !== null && found.currentTime > 0.5 ? found : null;
  });
  return video as ElementHandle<HTMLVideoElement>;
}

/** Resolves once the picture has moved by so much from where it is now. */
export async function movesOn(
  page: Page | Frame,
  video: ElementHandle<HTMLVideoElement>,
  byS = 1,
): Promise<void> {
  const from = await video.evaluate(({ currentTime }) => currentTime);
  await page.waitForFunction(([element, least]) => element.currentTime > least, [video, from + byS] as const);
}

/** What is left of a picture: nothing. */
export const pictureOf = (video: ElementHandle<HTMLVideoElement>) =>
  video.evaluate((element) => ({
    source: element.getAttribute('src'),
    state: element.readyState,
    paused: element.paused,
    shown: element.isConnected,
  }));
export const NO_PICTURE = { source: null, state: 0, paused: true, shown: false };

/** Names of what this browser keeps for these pages' origin. */
export const keptBy = (page: Page | Frame): Promise<readonly string[]> =>
  page.evaluate(async () => [
    ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
    ...(await caches.keys()),
  ]);
