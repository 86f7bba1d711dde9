import { jest } from '@jest/globals';
import { CampaignWorld } from './a-campaign-world.js';
import { endEveryone } from './end-everyone.js';

jest.setTimeout(1_800_000);

const DEVICES = 1_000_000;

/** Long: a million rows take minutes to make, to count one by one, and to report. */
describe('a campaign over everyone, of whom there are a million', () => {
  let world: CampaignWorld;

  beforeAll(async () => (world = await CampaignWorld.open()));
  afterAll(() => world?.close());

  it('is blocked as soon as one for a single television is, and accounts for every single one', async () => {
    const blockedAfterMs = await endEveryone(world, DEVICES);
    process.stdout.write(
      `1,000,000 devices: blocked ${blockedAfterMs.toFixed(1)} ms after the approval came in\n`,
    );
    expect(blockedAfterMs).toBeGreaterThan(0);
  });
});
