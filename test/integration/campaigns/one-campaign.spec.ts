import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { signReceipt } from '#libs/security-event';
import { aDevice, anAccount, type TestDevice } from '../../support/account-api/account.js';
import { anInstallation, ISSUER, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';
import { WireOperator, type CampaignAnswer } from '../../support/account-api/wire-operator.js';

jest.setTimeout(120_000);

describe('a campaign', () => {
  let installation: Installation;
  let api: Instance;
  let olga: WireOperator;
  let pete: WireOperator;

  beforeAll(async () => {
    installation = await anInstallation();
    api = await anInstance(installation, { config: { campaignApprovalAbove: 5 } });
    [olga, pete] = await Promise.all([
      WireOperator.signedIn(api.url, installation.database, 'Olga'),
      WireOperator.signedIn(api.url, installation.database, 'Pete'),
    ]);
  });
  afterAll(async () => {
    await api?.close();
    await installation?.close();
  });

  const devices = async (count: number, overrides: Parameters<typeof aDevice>[3] = {}) => {
    const sub = await anAccount(installation.database);
    const made: TestDevice[] = [];
    for (let i = 0; i < count; i++) made.push(await aDevice(api, installation.database, sub, overrides));
    return { sub, devices: made };
  };
  const isOver = async ({ facts }: TestDevice) => (await api.sessions.findRevocationOf(facts)) !== null;
  const online = (device: TestDevice) =>
    installation.database.query(
      `INSERT INTO device_presence (sid, gateway, boot, connection, since) VALUES ($1::uuid, 'g', 'b', $1::uuid::text, now())`,
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
  const settled = (id: string, status = 'done') =>
    until(
      `the campaign ${status}`,
      async () => {
        const view = await olga.view(id);
        return view.status === status && view;
      },
      60_000,
    );
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
    const model = `M ${randomUUID()}`;
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
    const model = `M ${randomUUID()}`;
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
});
