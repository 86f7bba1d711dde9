import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** A page open in a browser profile of its own, and what its console complained of. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors that nobody expects: script errors, and what the page's content policy refused. */
  readonly complaints: readonly string[];
  /** How each event stream the page opened was answered. */
  readonly streams: readonly number[];
  /** Lists of sessions that the page has read to their end. */
  readonly lists: readonly string[];
  /** Opens an address of the account pages. */
  goTo(path: string): Promise<void>;
  /** Makes this browser the one a cookie header belongs to. */
  bring(headers: Readonly<Record<string, string>>): Promise<void>;
}

export async function visit(
  browser: Browser,
  accountUrl: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  if (!existsSync('dist/apps/account-web/index.html')) {
    throw new Error('The account pages are not built. Run: npm run build');
  }
  const context = await browser.newContext({ baseURL: accountUrl, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refusal by the API is an answer the page deals with; Chromium logs it all the same.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  const streams: number[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname === '/api/events') streams.push(response.status());
  });
  const lists: string[] = [];
  page.on('requestfinished', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname === '/api/sessions') lists.push(search);
  });
  return {
    page,
    context,
    complaints,
    streams,
    lists,
    goTo: async (path) => {
      await page.goto(path);
    },
    bring: async ({ cookie = '' }) => {
      const [name = '', value = ''] = cookie.split('=');
      await context.addCookies([{ name, value, url: accountUrl, httpOnly: true, sameSite: 'Strict' }]);
    },
  };
}

/** Writes what is seen to $SIGNOFF_SCREENSHOTS, for a person to look at; nothing without it. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SIGNOFF_SCREENSHOTS'];
  if (folder === undefined || folder === '') return;
  await mkdir(folder, { recursive: true });
  await page.evaluate(() => window.scrollTo(0, 0));
  // A veil covers what is in the window, not what lies below it.
  const fullPage = (await page.locator('.veil').count()) === 0;
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage, animations: 'disabled' });
}
