import { jest } from '@jest/globals';
import { CampaignWorld } from './a-campaign-world.js';

jest.setTimeout(120_000);

describe('a campaign that was asked for wrongly', () => {
  let world: CampaignWorld;

  beforeAll(async () => (world = await CampaignWorld.open()));
  afterAll(() => world?.close());

  it('needs the number typed: another is told what it is now, no number is refused, and nobody is ended', async () => {
    const model = world.aModel();
    const {
      devices: [tv],
    } = await world.devices(1, { model });
    const ask = { class: { models: [model] }, reason: 'A test' };
    const answers = [
      [2, 409, 'campaign_count_changed'],
      [0, 409, 'campaign_count_changed'],
      ['1', 422, 'campaign_number_not_typed'],
      [1.5, 422, 'campaign_number_not_typed'],
      [undefined, 422, 'campaign_number_not_typed'],
    ] as const;
    for (const [typed, status, code] of answers) {
      const answer = await world.olga.ask('POST', '/campaigns', { ...ask, typed });
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
      if (status === 409) expect(answer.body['count']).toBe(1);
    }
    expect(await world.isOver(tv!)).toBe(false);
  });

  it.each<[string, object, string, string]>([
    [
      'an empty version range',
      { minAppVersion: '2.0', maxAppVersion: '1.10' },
      'campaign_class_invalid',
      '2.0 is after 1.10',
    ],
    ['a version of letters', { minAppVersion: 'beta' }, 'campaign_class_invalid', 'class.minAppVersion'],
    ['a kind there is not', { kinds: ['fridge'] }, 'campaign_class_invalid', 'class.kinds'],
    ['browsers', { kinds: ['browser'] }, 'campaign_class_invalid', 'class.kinds'],
    ['no kind at all', { kinds: [] }, 'campaign_class_invalid', 'class.kinds'],
    ['a member we do not know', { kind: 'tv' }, 'campaign_class_invalid', 'class.kind'],
    ['a null', { models: null }, 'campaign_class_invalid', 'class.models'],
    ['no time', { enrolledBefore: 'yesterday' }, 'campaign_class_invalid', 'class.enrolledBefore'],
    [
      'accounts and more',
      { accounts: ['a@example.com'], kinds: ['tv'] },
      'campaign_class_invalid',
      'with class.accounts',
    ],
    [
      'an account there is not',
      { accounts: ['nobody@example.com'] },
      'campaign_class_invalid',
      'nobody@example.com',
    ],
    ['nobody in it', { models: ['None'] }, 'campaign_matches_nobody', ''],
  ])('with %s is refused, and says what to mend', async (_, deviceClass, code, words) => {
    const { status, body } = await world.olga.ask('POST', '/campaigns', {
      class: deviceClass,
      reason: 'A test',
      typed: 1,
    });
    expect([status, body['code']]).toEqual([422, code]);
    expect(JSON.stringify(body['detail'] ?? '')).toContain(words);
    if (code === 'campaign_class_invalid')
      expect((await world.olga.ask('POST', '/campaigns/preview', { class: deviceClass })).body['code']).toBe(
        code,
      );
  });

  it.each<[object, string]>([
    [{ stages: [] }, 'campaign_stages_invalid'],
    [{ stages: [10, 5, 100] }, 'campaign_stages_invalid'],
    [{ stages: [1, 10] }, 'campaign_stages_invalid'],
    [{ stages: [0, 100] }, 'campaign_stages_invalid'],
    [{ stages: '100' }, 'campaign_stages_invalid'],
    [{ reason: '  ' }, 'malformed_request'],
    [{ receiptWindowMs: -1 }, 'malformed_request'],
    [{ dryRun: true }, 'malformed_request'],
  ])('asked for with %j is refused', async (more, code) => {
    const body = { class: {}, reason: 'A test', typed: 1, ...more };
    expect((await world.olga.ask('POST', '/campaigns', body)).body['code']).toBe(code);
  });
});
