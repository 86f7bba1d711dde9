// Long on purpose: one campaign from its making to its report, on one world.
import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { signReceipt, TELLING_STOPPED } from '#libs/security-event';
import { MakeCampaign } from '../../../apps/account-api/src/campaigns/make-campaign.js';
import { parseNewCampaign } from '../../../apps/account-api/src/campaigns/new-campaign.js';
import { PostgresCampaigns } from '../../../apps/account-api/src/campaigns/postgres/campaigns.js';
import { PostgresClassCounts } from '../../../apps/account-api/src/campaigns/postgres/class-counts.js';
import type { Started } from '../../../apps/account-api/src/campaigns/started.js';
import type { Operator } from '../../../apps/account-api/src/operators/operator.js';
import { PostgresOperators } from '../../../apps/account-api/src/operators/postgres/operators.js';
import { aBrowser, aDevice, type TestDevice } from '../../support/account-api/account.js';
import { ISSUER, type Installation } from '../../support/account-api/installation.js';
import type { Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';
import type { CampaignAnswer, WireOperator } from '../../support/account-api/wire-operator.js';
import { CampaignWorld } from './a-campaign-world.js';

jest.setTimeout(120_000);

describe('a campaign', () => {
  let world: CampaignWorld;
  let installation: Installation;
  let api: Instance;
  let olga: WireOperator;
  let pete: WireOperator;

  beforeAll(async () => {
    world = await CampaignWorld.open();
    ({ installation, api, olga, pete } = world);
  });
  afterAll(() => world?.close());

  const aModel = (): string => world.aModel();
  const devices: CampaignWorld['devices'] = (...asked) => world.devices(...asked);
  const isOver: CampaignWorld['isOver'] = (device) => world.isOver(device);
  const overOf: CampaignWorld['overOf'] = (some) => world.overOf(some);
  const revocationsOf: CampaignWorld['revocationsOf'] = (id) => world.revocationsOf(id);
  const settled: CampaignWorld['settled'] = (id, status) => world.settled(id, status);
  // Ahead, so that no sweep for gateways that are no more takes it for left over.
  const online = (device: TestDevice) =>
    installation.database.query(
      `INSERT INTO device_presence (sid, gateway, boot, connection, since) VALUES ($1::uuid, 'g', 'b', $1::uuid::text, now() + interval '1 hour')`,
      [device.sid],
    );
  const confirm = async (device: TestDevice, jti: string) => {
    const [event] = await installation.database.query<{ payload: string }>(
      'SELECT payload FROM revocations WHERE jti = $1',
      [jti],
    );
    const receipt = await signReceipt(
      {
        jti: randomUUID(),
        aud: ISSUER,
        iat: 0,
        sid: device.sid,
        event_jti: jti,
        event_hash: createHash('sha256').update(event!.payload).digest('base64url'),
        wiped: ['tokens'],
      },
      device.jwk,
      device.sign,
    );
    const { status } = await fetch(`${api.url}/receipts`, {
      method: 'POST',
      headers: { 'content-type': 'application/signoff-receipt+jwt' },
      body: receipt,
    });
    expect(status).toBe(204);
  };
  const blocked = (id: string) =>
    until(
      'blocked and counted',
      async () => {
        const view = await olga.view(id);
        return view.countIsFinal && view.stages.every(({ blockedAt }) => blockedAt !== null) && view;
      },
      60_000,
    );

  it('ends the class and nobody else, and accounts for each device it ended', async () => {
    const model = aModel();
    const {
      sub,
      devices: [one, two, three],
    } = await devices(3, { model });
    const [other] = (await devices(1)).devices;
    await online(one!);
    await online(two!);
    const preview = await olga.preview({ models: [model] });
    expect(preview).toMatchObject({
      count: 3,
      exact: true,
      online: 2,
      accounts: 1,
      byKind: [{ kind: 'tv', count: 3, online: 2 }],
      byModel: [{ model, count: 3, online: 2 }],
      cutoff: null,
    });
    const examples = preview['examples'] as { sid: string; account: string }[];
    expect(examples.map(({ sid }) => sid)).toEqual([three!.sid, two!.sid, one!.sid]);
    expect(examples[0]!.account).toBe(`${sub[0]}•••@example.com`);

    const { status, body } = await olga.make({ models: [model] }, { receiptWindowMs: 600_000 });
    expect([status, body]).toMatchObject([201, { count: 3, reason: 'A test', madeBy: { name: 'Olga' } }]);
    const { id } = body as unknown as CampaignAnswer;
    for (const device of [one!, two!, three!]) expect(await isOver(device)).toBe(true);
    expect(await isOver(other!)).toBe(false);

    const jti = (await blocked(id)).stages[0]!.revocationJti!;
    await confirm(one!, jti);
    const told = await until('one receipt counted', async () => {
      const view = await olga.view(id);
      return view.figures.confirmed === 1 && view;
    });
    expect([told.status, told.figures]).toEqual([
      'running',
      { blocked: 3, told: 2, confirmed: 1, unreachable: 1, online: 2, browsers: 0 },
    ]);
    await confirm(two!, jti);
    const done = await settled(id);
    expect([done.count, done.countIsFinal, done.figures]).toEqual([
      3,
      true,
      { blocked: 3, told: 2, confirmed: 2, unreachable: 1, online: 2, browsers: 0 },
    ]);
    expect(done.byKind).toEqual([{ kind: 'tv', count: 3, confirmed: 2, unreachable: 1 }]);
    expect(done.history.map(({ operator, what }) => [operator?.name ?? null, what])).toEqual([
      ['Olga', 'made, for 3 devices'],
      ['Olga', 'started'],
      [null, 'done'],
    ]);

    const { devices: odd, tally } = (await olga.ask('GET', `/campaigns/${id}/report`)).body as {
      devices: { sid: string; standing: string; revocationJti: string }[];
      tally: object;
    };
    expect(odd).toMatchObject([{ sid: three!.sid, standing: 'unreachable', revocationJti: jti }]);
    expect(tally).toEqual({ count: 3, confirmed: 2, told: 0, unreachable: 1, blocking: 0 });
  });

  it('above the set size waits for another operator, and ends nobody before', async () => {
    const model = aModel();
    const { devices: tvs } = await devices(6, { model });
    const { id, status } = (await olga.make({ models: [model] })).body as unknown as CampaignAnswer;
    expect(status).toBe('waiting');
    expect(await isOver(tvs[0]!)).toBe(false);
    expect((await olga.ask('POST', `/campaigns/${id}/approval`)).body['code']).toBe('campaign_needs_another');
    expect(await isOver(tvs[0]!)).toBe(false);
    const approved = await pete.ask('POST', `/campaigns/${id}/approval`);
    expect([approved.status, approved.body['approvedBy']]).toMatchObject([200, { name: 'Pete' }]);
    for (const tv of tvs) expect(await isOver(tv)).toBe(true);
    expect((await pete.ask('POST', `/campaigns/${id}/approval`)).body['code']).toBe('campaign_not_waiting');
    expect((await settled(id)).count).toBe(6);
  });

  it('of two operators at once for the same class, one makes it, and the other is told which one it is', async () => {
    const model = aModel();
    await devices(6, { model });
    const ask = { class: { models: [model], kinds: ['tv', 'phone'] }, reason: 'A test', typed: 6 };
    // The same class in other words is the same class.
    const same = { ...ask, class: { kinds: ['phone', 'tv', 'tv'], models: [model] } };
    const answers = await Promise.all([
      olga.ask('POST', '/campaigns', ask),
      pete.ask('POST', '/campaigns', same),
      olga.ask('POST', '/campaigns', { ...ask, class: { models: [model] } }),
    ]);
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    const { id } = made[0]!.body;
    for (const { status, body } of answers.filter((answer) => answer !== made[0]))
      expect([status, body]).toMatchObject([409, { code: 'campaign_exists', campaignId: id }]);

    const approver = made[0] === answers[1] ? olga : pete;
    const approvals = await Promise.all(
      [1, 2, 3].map(() => approver.ask('POST', `/campaigns/${String(id)}/approval`)),
    );
    expect(approvals.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await revocationsOf(String(id))).toHaveLength(1);
    await settled(String(id));
    // What is over is no obstacle: the same class may be ended again, when somebody is in it again.
    expect((await olga.ask('POST', '/campaigns', { ...ask, typed: 0 })).body['code']).toBe(
      'campaign_matches_nobody',
    );
  });

  it('in stages ends a share at a time, the next only when one says so, by one cut-off', async () => {
    const model = aModel();
    const { sub, devices: tvs } = await devices(5, { model });
    const made = (await olga.make({ models: [model] }, { stages: [50, 100] }))
      .body as unknown as CampaignAnswer;
    const between = await settled(made.id, 'between-stages');
    const first = await overOf(tvs);
    expect([between.stages[1]!.startedAt, between.figures.blocked]).toEqual([null, first.length]);
    const late = await aDevice(api, installation.database, sub, { model });
    const presses = await Promise.all([
      olga.ask('POST', `/campaigns/${made.id}/stages`),
      pete.ask('POST', `/campaigns/${made.id}/stages`),
    ]);
    expect(presses.map(({ status }) => status).sort()).toEqual([200, 409]);
    const done = await settled(made.id);
    expect([done.count, done.cutoff]).toEqual([5, between.cutoff]);
    expect(await overOf(tvs)).toHaveLength(5);
    expect(await isOver(late)).toBe(false);
    expect((await olga.ask('POST', `/campaigns/${made.id}/stages`)).body['code']).toBe('campaign_no_stage');
    expect(await revocationsOf(made.id)).toHaveLength(2);
  });

  it('is cancelled while it waits, by either operator, and not after', async () => {
    const model = aModel();
    const {
      devices: [tv],
    } = await devices(6, { model });
    const { id } = (await olga.make({ models: [model] })).body as unknown as CampaignAnswer;
    expect((await pete.ask('POST', `/campaigns/${id}/cancellation`)).body['status']).toBe('cancelled');
    for (const what of ['approval', 'cancellation'])
      expect((await pete.ask('POST', `/campaigns/${id}/${what}`)).body['code']).toBe('campaign_not_waiting');
    expect(await isOver(tv!)).toBe(false);
    expect((await olga.view(id)).history.at(-1)).toMatchObject({
      operator: { name: 'Pete' },
      what: 'cancelled',
    });
  });

  it('stops its telling when one says so, once; the block stands', async () => {
    const model = aModel();
    const {
      devices: [tv],
    } = await devices(1, { model });
    const window = { receiptWindowMs: 600_000 };
    const { id } = (await olga.make({ models: [model] }, window)).body as unknown as CampaignAnswer;
    const stops = await Promise.all([
      olga.ask('POST', `/campaigns/${id}/telling/stop`),
      pete.ask('POST', `/campaigns/${id}/telling/stop`),
    ]);
    expect(stops.map(({ status }) => status).sort()).toEqual([204, 409]);
    const [revocation] = await revocationsOf(id);
    const events = await installation.database.query<{ key: string; payload: string }>(
      `SELECT key, payload FROM outbox WHERE key = $1 ORDER BY id`,
      [id],
    );
    expect(events).toHaveLength(2);
    expect(JSON.parse(events[1]!.payload)).toMatchObject({
      events: { [TELLING_STOPPED]: { revocation_jti: revocation!.jti } },
    });
    await until(
      'both are sent',
      async () => {
        const unsent = await installation.database.query(
          'SELECT 1 FROM outbox WHERE key = $1 AND sent_at IS NULL',
          [id],
        );
        return unsent.length === 0;
      },
      60_000,
    );
    expect(await isOver(tv!)).toBe(true);
    expect((await settled(id)).tellingStoppedAt).not.toBeNull();
  });

  it('over accounts ends all of theirs, browsers too, and no other’s', async () => {
    const [one, two, other] = [await devices(2), await devices(1), await devices(1)];
    const browser = await aBrowser(api, installation.database, one.sub);
    const email = `${two.sub}@example.com`;
    const preview = await olga.preview({ accounts: [one.sub, email] });
    expect(preview).toMatchObject({ count: 3, browsers: 1, accounts: 2 });
    const { id } = (await olga.make({ accounts: [one.sub, email.toUpperCase()] }))
      .body as unknown as CampaignAnswer;
    expect(await overOf([...one.devices, ...two.devices, ...other.devices])).toHaveLength(3);
    const page = await fetch(`${api.url}/api/me`, { headers: browser.headers });
    expect(page.status).toBe(401);
    const done = await settled(id);
    expect([done.count, done.figures]).toMatchObject([
      3,
      { blocked: 3, told: 0, unreachable: 3, browsers: 1 },
    ]);
    expect(done.stages[0]!.blockedAfterMs).toBeGreaterThan(0);
    expect(await revocationsOf(id)).toHaveLength(2);
  });

  it('is in nobody’s way when its events cannot be told: an instance that dies after the commit leaves it to others', async () => {
    const model = aModel();
    const {
      devices: [tv],
    } = await devices(1, { model });
    const store = new PostgresCampaigns(installation.database, ISSUER);
    const counts = new PostgresClassCounts(installation.database, 400);
    const [{ operatorId }] = [(await olga.ask('GET', '/me')).body as unknown as Operator];
    const dead = new MakeCampaign(
      installation.database,
      store,
      new PostgresOperators(installation.database),
      counts,
      { announce: () => Promise.reject(new Error('killed')) } as unknown as Started,
      1_000,
    );
    const asked = parseNewCampaign({ class: { models: [model] }, reason: 'A test', typed: 1 });
    const who = { operatorId, name: 'Olga', email: olga.email };
    await expect(dead.run(who, asked, performance.now())).rejects.toThrow('killed');
    expect(await isOver(tv!)).toBe(true);
    const [{ id }] = (await olga.ask('GET', '/campaigns')).body['campaigns'] as [CampaignAnswer];
    expect((await settled(id)).figures).toMatchObject({ blocked: 1 });
  });

  it('tells a page that follows it its figures as they change, and its history as it grows', async () => {
    const model = aModel();
    const { devices: tvs } = await devices(6, { model });
    const { id } = (await olga.make({ models: [model] })).body as unknown as CampaignAnswer;
    const leave = new AbortController();
    const response = await fetch(`${api.url}/operator/api/campaigns/${id}/events`, {
      headers: { cookie: olga.cookie },
      signal: leave.signal,
    });
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body!) text += Buffer.from(chunk).toString();
    })().catch(() => {});
    await until('the first figures', () => text.includes('event: figures') && text.includes('"waiting"'));
    await pete.ask('POST', `/campaigns/${id}/approval`);
    await until('blocked', () => text.includes('"figures":{"blocked":6'), 60_000);
    await until('approved, by whom', () =>
      /event: history\ndata: [^\n]*"name":"Pete"[^\n]*"approved"/.test(text),
    );
    expect(await overOf(tvs)).toHaveLength(6);
    leave.abort();
    await reading;
  });

  it('is reported as a table too, with names that a spreadsheet does not run', async () => {
    const model = aModel();
    const {
      devices: [tv],
    } = await devices(1, { model, name: '=HYPERLINK("x")' });
    const { id } = (await olga.make({ models: [model] })).body as unknown as CampaignAnswer;
    await settled(id);
    const csv = await olga.ask('GET', `/campaigns/${id}/report?format=csv`);
    const lines = String(csv.body['text']).split('\r\n');
    expect(lines[0]).toMatch(/^sid,standing,kind,model,/);
    expect(lines[1]).toContain(`${tv!.sid},unreachable,tv,`);
    expect(lines[1]).toContain(`,"'=HYPERLINK(""x"")",`);
    expect(csv.headers.get('content-disposition')).toContain(`campaign-${id}.csv`);
  });
});
