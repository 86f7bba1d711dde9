import { jest } from '@jest/globals';
import { LinkedWorld } from '../../support/account-api/linked-world.js';
import { until } from '../../support/account-api/until.js';
import { WireOperator, type CampaignAnswer } from '../../support/account-api/wire-operator.js';

jest.setTimeout(120_000);

/** Held by whoever counts members; see count-members. */
const COUNTING_LOCK = 7_402_121;

describe('a device that a campaign has ended', () => {
  let world: LinkedWorld;
  let olga: WireOperator;

  beforeAll(async () => {
    world = await LinkedWorld.open();
    olga = await WireOperator.signedIn(world.api.url, world.installation.database);
  });
  afterAll(() => world?.close());

  it('is out at every place that is asked, before the campaign has written down whom it ended and after', async () => {
    const ann = await world.aPerson();
    const linked = await world.aLinkedTv(ann);
    const { tv, sid, accessToken, refreshToken } = linked;
    // Approved, and redeemed only after the campaign.
    const waiting = world.aTv();
    const { userCode, deviceCode } = await waiting.code();
    await ann.approve(userCode);

    /** What each place says of it. */
    const asked = async () => {
      const refresh = await tv.refresh(refreshToken);
      const introspection = await tv.post('/introspect', { token: accessToken });
      const list = (await ann.ask('GET', '/api/sessions')).body['sessions'] as {
        sid: string;
        state: string;
        signOut: { revocationId: string } | null;
      }[];
      const listed = list.find((one) => one.sid === sid);
      return {
        refresh: [refresh.status, refresh.body['error'], typeof refresh.body['security_event']],
        active: introspection.body['active'],
        state: listed?.state,
        revocationId: listed?.signOut?.revocationId,
      };
    };
    const good = await asked();
    expect([good.refresh[0], good.active, good.state]).toEqual([200, true, 'active']);

    const { id, stages } = await world.installation.database.withConnection(async (holding) => {
      await holding.query('SELECT pg_advisory_lock($1)', [COUNTING_LOCK]);
      try {
        const made = (await olga.make({ kinds: ['tv'] })).body as unknown as CampaignAnswer;
        expect(made.stages[0]!.counted).toBe(false);
        const out = await asked();
        expect(out).toMatchObject({
          refresh: [400, 'invalid_grant', 'string'],
          active: false,
          state: 'signed-out',
        });
        expect((await waiting.redeem(deviceCode)).status).toBe(400);
        return made;
      } finally {
        await holding.query('SELECT pg_advisory_unlock($1)', [COUNTING_LOCK]);
      }
    });
    expect(stages).toHaveLength(1);
    await until('counted', async () => (await olga.view(id)).stages[0]!.counted, 60_000);
    const out = await asked();
    expect(out).toMatchObject({
      refresh: [400, 'invalid_grant', 'string'],
      active: false,
      state: 'signed-out',
    });
    expect((await waiting.redeem(deviceCode)).status).toBe(400);
    // Its owner may look at what ended it, and sees no one else's devices there.
    const other = await world.aPerson();
    const path = `/api/revocations/${out.revocationId}`;
    const mine = await ann.ask('GET', path);
    expect((mine.body['devices'] as { sid: string }[]).map((one) => one.sid)).toEqual([sid]);
    expect((await other.ask('GET', path)).body['code']).toBe('revocation_not_found');
    // Linked anew, it is in.
    const again = await world.aLinkedTv(ann, tv);
    expect((await tv.refresh(again.refreshToken)).status).toBe(200);
  });
});
