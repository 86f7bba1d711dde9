import { jest } from '@jest/globals';
import { CampaignWorld } from './a-campaign-world.js';
import { endEveryone } from './end-everyone.js';

jest.setTimeout(300_000);

const DEVICES = 50_000;

describe('a campaign over everyone, of whom there are fifty thousand', () => {
  let world: CampaignWorld;

  beforeAll(async () => (world = await CampaignWorld.open()));
  afterAll(() => world?.close());

  it('costs one row and one event, leaves sign-outs beside it alone, and accounts for every single one', async () => {
    expect(await endEveryone(world, DEVICES)).toBeGreaterThan(0);
  });
});
