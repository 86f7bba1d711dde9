import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSUMPTIONS } from '../scaling/assumed.js';
import { aMeasured } from '../scaling/testing/a-measured.js';
import { ROOT } from './root.js';
import { scalingPageFrom } from './scaling-page.js';

const measured = aMeasured({
  bySize: [
    { devices: 1_000, gateways: 1, repeats: 3, memoryKib: 6.25, toldMs: 7.5, receiptMs: 501, besideMs: 12 },
    { devices: 100_000, gateways: 6, repeats: 1, memoryKib: 7, toldMs: 900, receiptMs: 50_001, besideMs: 80 },
  ],
  bySessions: [{ sessions: 1_000_000, repeats: 1, accountMs: 9.5, classMs: 20, countedMs: 400 }],
});

async function rendered(): Promise<string> {
  const { path, render } = scalingPageFrom(() => measured);
  return render(readFileSync(join(ROOT, path), 'utf8'));
}

describe('the page of how Signoff grows', () => {
  it('has what was measured, and how often', async () => {
    const text = await rendered();
    expect(text).toContain('| 1,000 | 1 | 3 times | 6.3 KiB | 7.5 ms | 501 ms | 12 ms |');
    expect(text).toContain('| 100,000 | 6 | once | 7.0 KiB | 900 ms | 50,001 ms | 80 ms |');
    expect(text).toContain('| 1,000,000 | once | 9.5 ms | 20 ms | 400 ms |');
    expect(text).toContain('Measured on two processors;');
  });

  it('plans for 100,000 to 300,000,000 devices, and in cells of several sizes', async () => {
    const text = await rendered();
    expect(text).toContain(
      '|  | 100,000 devices | 1,000,000 devices | 10,000,000 devices | 300,000,000 devices |',
    );
    expect(text).toMatch(/^\| cells \| 1 \| 1 \| 10 \| 300 \|$/m);
    expect(text).toMatch(/^\| 500,000 \| 600 \| 600 \|/m);
    expect(text).toMatch(/^\| 10,000,000 \| 30 \| 120 \|/m);
  });

  it('says what is assumed, each with what it is', async () => {
    const text = await rendered();
    for (const [name, { says }] of Object.entries(ASSUMPTIONS)) {
      expect(text).toContain(`| \`${name}\` |`);
      expect(text).toContain(says);
    }
  });

  it('says the same once it is written', async () => {
    const text = await rendered();
    expect(await scalingPageFrom(() => measured).render(text)).toBe(text);
  });
});
