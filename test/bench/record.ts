/**
 * `npm run record`: the recording that opens the README, of the real stage on servers of its own.
 * Needs ffmpeg with libwebp (`apt-get install ffmpeg`, `brew install ffmpeg`).
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { calledWith } from '../support/command-line.js';
import { openChromium } from '../browser/support/chromium.js';
import { aScene } from '../browser/support/scene.js';
import { playing } from '../browser/support/device-pages.js';

const SIZE = { width: 1280, height: 800 };
const MAX_BYTES = 2_000_000;

const USAGE = `usage: npm run record -- [--out FILE]
  --out FILE      where the recording goes (docs/images/stage.webp)`;

const { values: args } = calledWith(USAGE, {
  options: { out: { type: 'string', default: 'docs/images/stage.webp' } },
});
const ffmpeg = promisify(execFile);

/** Pictures as the browser paints them, each with its time. */
async function filmed(page: Page, folder: string, play: () => Promise<void>): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const frames: { readonly file: string; readonly at: number }[] = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    const file = join(folder, `${String(frames.length).padStart(5, '0')}.png`);
    writeFileSync(file, data, 'base64');
    frames.push({ file, at: metadata.timestamp ?? 0 });
    void session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'png', ...maxSize(), everyNthFrame: 1 });
  await play();
  await session.send('Page.stopScreencast');
  const list = join(folder, 'frames.txt');
  const lines = frames.map(({ file, at }, index) => {
    const next = frames[index + 1]?.at ?? at + 1;
    return `file '${file}'\nduration ${Math.max(0.001, next - at).toFixed(3)}\n`;
  });
  writeFileSync(list, lines.join(''));
  return list;
}

const maxSize = () => ({ maxWidth: SIZE.width, maxHeight: SIZE.height });

/** A pointer that can be seen: a recording has none of its own. */
function aPointer(page: Page): (to: Locator) => Promise<void> {
  let [x, y] = [SIZE.width / 2, SIZE.height * 0.8];
  return async (to) => {
    await to.scrollIntoViewIfNeeded();
    const box = await to.boundingBox();
    if (box === null) throw new Error('there is nothing to point at');
    const [toX, toY] = [box.x + box.width / 2, box.y + box.height / 2];
    for (let step = 1; step <= 12; step++) {
      const at = { x: x + ((toX - x) * step) / 12, y: y + ((toY - y) * step) / 12 };
      await page.evaluate((spot) => {
        const pointer = document.querySelector<HTMLElement>('#pointer') ?? document.createElement('div');
        pointer.id = 'pointer';
        Object.assign(pointer.style, {
          position: 'fixed',
          zIndex: '9',
          left: `${spot.x}px`,
          top: `${spot.y}px`,
          width: '18px',
          height: '18px',
          margin: '-9px',
          borderRadius: '50%',
          background: 'rgb(255 255 255 / 0.85)',
          boxShadow: '0 0 0 2px rgb(0 0 0 / 0.6)',
          pointerEvents: 'none',
        });
        // A dialog lies above all else, so the pointer goes with it.
        (document.querySelector('dialog[open]') ?? document.body).append(pointer);
      }, at);
      await delay(30);
    }
    [x, y] = [toX, toY];
    await delay(250);
    await to.click();
  };
}

async function theStory(page: Page): Promise<void> {
  const account = page.frameLocator('iframe[title="The account"]');
  const facts = page.getByRole('region', { name: 'TV: what is known' });
  const press = aPointer(page);
  await delay(1_200);
  await press(account.getByRole('button', { name: 'Use the demo account' }));
  const signOut = account.getByRole('button', { name: 'Sign out Living room TV' });
  await signOut.waitFor();
  await delay(1_200);
  await press(signOut);
  await delay(500);
  await press(account.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }));
  await facts
    .getByText(/^\d+ ms$/)
    .nth(1)
    .waitFor();
  await delay(3_500);
  await press(facts.getByRole('button', { name: 'Open its receipt' }));
  await delay(2_500);
  await press(page.getByRole('dialog').getByRole('button', { name: 'Close' }));
  await delay(400);
  await press(facts.getByRole('button', { name: 'Link again' }));
  await facts.getByText('Playing “').waitFor();
  await delay(2_500);
}

const folder = mkdtempSync(join(tmpdir(), 'signoff-record-'));
const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true })];
try {
  await ffmpeg('ffmpeg', ['-version']).catch(() => {
    throw new Error('ffmpeg is not on the PATH, and the recording is encoded by it');
  });
  const scene = await aScene('record');
  stops.push(() => scene.close());
  const browser = await openChromium();
  stops.push(() => browser.close());
  const context = await browser.newContext({ viewport: SIZE, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(`${scene.pagesUrl}/stage/`);
  for (const frame of page.frames().slice(1, 3)) await playing(frame);
  const list = await filmed(page, folder, () => theStory(page));
  await ffmpeg('ffmpeg', [
    ...['-y', '-loglevel', 'error', '-f', 'concat', '-safe', '0', '-i', list],
    ...['-vf', 'fps=10,scale=1080:-1:flags=lanczos', '-c:v', 'libwebp_anim', '-loop', '0'],
    ...['-quality', '80', '-compression_level', '5', args.out],
  ]);
  const { size } = statSync(args.out);
  if (size > MAX_BYTES) throw new Error(`${args.out} has ${size} bytes, and may have ${MAX_BYTES}`);
  process.stdout.write(`${args.out}: ${size} bytes\n`);
} catch (error) {
  process.stderr.write(`record: ${(error as Error).stack}\n`);
  process.exitCode = 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}
