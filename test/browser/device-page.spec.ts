import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { deviceStoreContract } from '#libs/device-client/testing';
import type { InPage } from './device-page/page.js';
import { openChromium } from './support/chromium.js';

declare global {
  interface Window {
    inPage: InPage;
  }
}

/** What the device SDK needs of a browser, in a real one. */
describe('a device in a page', () => {
  let folder: string;
  let server: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signoff-device-page-'));
    // A process of its own: jest's modules live in another realm than the bundler's.
    await promisify(execFile)(process.execPath, [
      ...['node_modules/vite/bin/vite.js', 'build'],
      ...['--config', 'test/browser/device-page/vite.config.ts', '--outDir', folder],
    ]);
    const script = await readFile(join(folder, 'page.js'));
    server = createServer((request, response) =>
      request.url === '/page.js'
        ? response.setHeader('content-type', 'text/javascript').end(script)
        : response
            .setHeader('content-type', 'text/html')
            .end('<script type="module" src="/page.js"></script>'),
    );
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server?.close(resolve) ?? resolve(null));
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await opened();
  });
  afterEach(() => context?.close());

  async function opened(): Promise<Page> {
    const another = await context.newPage();
    await another.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await another.waitForFunction(() => 'inPage' in window);
    return another;
  }

  it.each(deviceStoreContract.map(({ name }) => name))('its store: %s', async (name) => {
    await page.evaluate((one) => window.inPage.run(one, 'tv'), name);
  });

  it('is the same device after the page is opened anew, whose key signs', async () => {
    const first = await page.evaluate(() => window.inPage.key('tv'));
    expect(first.signatureBytes).toBe(64);
    expect(await (await opened()).evaluate(() => window.inPage.key('tv'))).toEqual(first);
    expect((await page.evaluate(() => window.inPage.key('phone'))).jkt).not.toBe(first.jkt);
  });

  it('has one key, though it was started twice at once', async () => {
    const [one, other] = await page.evaluate(() => window.inPage.keys('tv'));
    expect(one).toBe(other);
  });

  it('keeps its private key from everybody, its own page included', async () => {
    await page.evaluate(() => window.inPage.key('tv'));
    expect(await page.evaluate(() => window.inPage.steal('tv'))).toBe('InvalidAccessError');
  });

  it('runs in one page at a time: the second waits until the first is closed', async () => {
    const runs = (): boolean => window.inPage.state === 'running';
    await page.evaluate(() => window.inPage.take('tv'));
    await page.waitForFunction(runs);
    const second = await opened();
    await second.evaluate(() => window.inPage.take('tv'));
    await second.waitForFunction(() => window.inPage.state === 'busy');
    await page.close();
    await second.waitForFunction(runs);
  });
});
