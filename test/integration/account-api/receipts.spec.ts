import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { signReceipt, type ReceiptClaims } from '#libs/security-event';
import { aBrowser, aDevice, aKey, anAccount, type TestDevice } from '../../support/account-api/account.js';
import { anInstallation, ISSUER, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';

jest.setTimeout(30_000);

describe('a receipt', () => {
  let installation: Installation;
  let api: Instance;

  beforeAll(async () => {
    installation = await anInstallation();
    api = await anInstance(installation);
  });
  afterAll(async () => {
    await api?.close();
    await installation?.close();
  });

  const aSignOut = async () => {
    const sub = await anAccount(installation.database);
    const browser = await aBrowser(api, installation.database, sub);
    const tv = await aDevice(api, installation.database, sub);
    const { id } = await api.revokeSession.revoke(sub, tv.sid);
    return { sub, tv, browser, id, event: await eventOf(id) };
  };
  const eventOf = async (id: string) => {
    const [row] = await installation.database.query<{ jti: string; payload: string }>(
      'SELECT jti, payload FROM revocations WHERE id = $1',
      [id],
    );
    return row!;
  };
  const receiptOf = (
    device: Pick<TestDevice, 'sid' | 'jwk' | 'sign'>,
    event: { jti: string; payload: string },
    overrides: Partial<ReceiptClaims> = {},
  ) =>
    signReceipt(
      {
        jti: randomUUID(),
        aud: ISSUER,
        iat: 0,
        sid: device.sid,
        event_jti: event.jti,
        event_hash: createHash('sha256').update(event.payload).digest('base64url'),
        wiped: ['tokens', 'profile'],
        ...overrides,
      },
      device.jwk,
      device.sign,
    );
  const post = async (receipt: string, type = 'application/signoff-receipt+jwt') =>
    (await fetch(`${api.url}/receipts`, { method: 'POST', headers: { 'content-type': type }, body: receipt }))
      .status;
  const viaGateway = (sid: string, receipt: string, value?: string) =>
    installation.stream.publish({
      topic: installation.topic('deviceReceipts'),
      key: sid,
      value: value ?? JSON.stringify({ v: 1, gateway: 'g1', receivedAt: Date.now(), receipts: [receipt] }),
    });
  const device = async (sub: string, id: string) => (await api.readRevocation.read(sub, id)).devices[0]!;
  const confirmed = (sub: string, id: string) =>
    until('confirmed', async () => {
      const one = await device(sub, id);
      return one.state === 'confirmed' && one;
    });

  it('by a gateway confirms the sign-out, whatever the device’s clock says', async () => {
    const { sub, tv, id, event } = await aSignOut();
    const receipt = await receiptOf(tv, event, { iat: 50 });
    await viaGateway(tv.sid, receipt);
    const { confirmedAt, receipt: kept } = await confirmed(sub, id);
    const { requestedAt } = await api.readRevocation.read(sub, id);
    expect(confirmedAt!).toBeGreaterThan(requestedAt);
    expect(kept).toBe(receipt);
  });

  it('by HTTPS needs no credential but its signature, and a repeat is answered the same', async () => {
    const { sub, tv, id, event } = await aSignOut();
    const receipt = await receiptOf(tv, event);
    expect(await post(receipt)).toBe(204);
    expect((await device(sub, id)).state).toBe('confirmed');
    expect(await post(receipt)).toBe(204);
  });

  it('counts once: the first one stays', async () => {
    const { sub, tv, id, event } = await aSignOut();
    const receipts = await Promise.all([receiptOf(tv, event), receiptOf(tv, event), receiptOf(tv, event)]);
    expect(await Promise.all(receipts.map((one) => post(one)))).toEqual([204, 204, 204]);
    const entries = await installation.database.query(
      `SELECT 1 FROM activity_entries WHERE sid = $1 AND type = 'session-confirmed'`,
      [tv.sid],
    );
    expect(entries).toHaveLength(1);
    const first = (await device(sub, id)).receipt;
    await post(await receiptOf(tv, event));
    expect((await device(sub, id)).receipt).toBe(first);
  });

  it('confirms the session for every revocation that covers it', async () => {
    const { sub, tv, id, event, browser } = await aSignOut();
    const all = await api.revokeAccount.revoke(sub, { exceptSid: browser.sid });
    expect(await post(await receiptOf(tv, event))).toBe(204);
    expect((await device(sub, id)).state).toBe('confirmed');
    expect((await device(sub, all.id)).state).toBe('confirmed');
  });

  it.each<[string, (home: Awaited<ReturnType<typeof aSignOut>>) => Promise<string>]>([
    ['another key', async ({ tv, event }) => receiptOf({ ...tv, ...aKey() }, event)],
    [
      'the right key’s name and another’s signature',
      async ({ tv, event }) => receiptOf({ ...tv, sign: aKey().sign }, event),
    ],
    ['another session', async ({ tv, event }) => receiptOf({ ...tv, sid: (await aSignOut()).tv.sid }, event)],
    ['no session', async ({ tv, event }) => receiptOf({ ...tv, sid: randomUUID() }, event)],
    ['an event that does not cover it', async ({ tv }) => receiptOf(tv, (await aSignOut()).event)],
    ['no event', async ({ tv, event }) => receiptOf(tv, { ...event, jti: randomUUID() })],
    [
      'an event seen changed',
      async ({ tv, event }) => receiptOf(tv, { ...event, payload: `${event.payload} ` }),
    ],
    ['another issuer', async ({ tv, event }) => receiptOf(tv, event, { aud: 'https://other.test' })],
    ['no ids', async ({ tv, event }) => receiptOf(tv, event, { sid: "' OR 1=1" })],
    ['no JWS', async () => 'nonsense'],
  ])('of %s confirms nothing, by neither way', async (_, forge) => {
    const home = await aSignOut();
    const forged = await forge(home);
    expect(await post(forged)).toBe(400);
    await viaGateway(home.tv.sid, forged);
    // The same partition in order: once the right one has counted, the forged one has been judged.
    await viaGateway(home.tv.sid, await receiptOf(home.tv, home.event));
    const { receipt } = await confirmed(home.sub, home.id);
    expect(receipt).not.toBe(forged);
  });

  it('of another media type is refused, and a poison record holds nobody up', async () => {
    const { sub, tv, id, event } = await aSignOut();
    const receipt = await receiptOf(tv, event);
    expect(await post(receipt, 'text/plain')).toBe(415);
    await viaGateway(tv.sid, receipt, '{"v":2}');
    await viaGateway(tv.sid, receipt);
    await confirmed(sub, id);
    const topic = `${installation.topic('deviceReceipts')}.dead-letter`;
    expect((await installation.stream.endOffsets(topic)).get(0)).toBe(1n);
  });
});
