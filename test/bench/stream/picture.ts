import { openChromium } from '../../browser/support/chromium.js';
import { aPlayingTv, deviceOf, linkedAndPlaying } from '../../browser/support/device-pages.js';
import { Person } from '../../support/stack/person.js';
import { figure } from '../report/figure.js';
import type { Part, PartOptions } from './part.js';

const AIM_P50_MS = 25;
const AIM_P99_MS = 100;
const WARM_UPS = 3;

/** `stream.picture`: from the press until a television in a real Chromium has no picture any more. */
export async function picture({ stack, pagesUrl, runs, say }: PartOptions): Promise<Part> {
  const browser = await openChromium();
  const owner = await Person.signedUp(stack.accountUrl);
  try {
    const { page } = await aPlayingTv(browser, { pagesUrl }, owner);
    const ends: number[] = [];
    for (let run = 0; run < WARM_UPS + runs; run++) {
      const sid = await deviceOf(owner, 'tv');
      // Both clocks are this machine's: epoch ms with fractions, in Node and in Chromium alike.
      const pressedAt = performance.timeOrigin + performance.now();
      await owner.revokeSession(sid);
      await page.getByRole('heading', { name: 'This TV was signed out' }).waitFor();
      const stoppedAt = await page.evaluate(() => {
        const stopped = performance.getEntriesByName('picture-stopped').at(-1);
        performance.clearMarks();
        return stopped === undefined ? null : performance.timeOrigin + stopped.startTime;
      });
      if (stoppedAt === null || stoppedAt < pressedAt) throw new Error('the picture did not stop');
      if (run >= WARM_UPS) ends.push(stoppedAt - pressedAt);
      if ((run + 1) % 10 === 0) say(`  ${run + 1} pictures stopped`);
      await linkedAndPlaying(page, owner);
    }
    const stopped = figure('stream.picture', ends);
    return {
      figures: [stopped],
      aims: [
        { what: 'stream.picture p50, ms', is: stopped.p50, atMost: AIM_P50_MS },
        { what: 'stream.picture p99, ms', is: stopped.p99, atMost: AIM_P99_MS },
      ],
      how:
        '`stream.picture` is from sending the sign-out to the moment when the video element of the television’s page, ' +
        'in headless Chromium without a GPU on the same machine, has no source any more.',
    };
  } finally {
    owner.close();
    await browser.close();
  }
}
