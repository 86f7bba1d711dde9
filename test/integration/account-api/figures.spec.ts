import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { signReceipt } from '#libs/security-event';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { FakePoint } from '../../support/account-api/fake-point.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';

jest.setTimeout(30_000);

describe('a sign-out, as whoever runs the service can follow it', () => {
  let installation: Installation;
  let api: Instance;
  let point: FakePoint;
  const log: Record<string, unknown>[] = [];

  beforeAll(async () => {
    installation = await anInstallation();
    api = await anInstance(installation, {
      log: (line) => log.push(JSON.parse(line) as Record<string, unknown>),
    });
    point = await new FakePoint(installation.stream, installation).join();
  });
  afterAll(async () => {
    await point?.leave();
    await api?.close();
    await installation?.close();
  });

  const figure = async (name: string): Promise<number> => {
    const text = await (await fetch(`${api.internalUrl}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(name) && !one.startsWith('#'));
    return line === undefined ? 0 : Number(line.split(' ').at(-1));
  };
  const signOutAndConfirm = async () => {
    const sub = await anAccount(installation.database);
    const tv = await aDevice(api, installation.database, sub);
    const { id, txn } = await api.revokeSession.revoke(sub, tv.sid);
    const { payload, jti } = await until('the event', () => {
      return point.events.find((event) => event.txn === txn) ?? null;
    });
    const receipt = await signReceipt(
      {
        jti: randomUUID(),
        aud: installation.config.issuer,
        iat: 0,
        sid: tv.sid,
        event_jti: jti,
        event_hash: createHash('sha256').update(payload).digest('base64url'),
        wiped: ['tokens'],
      },
      tv.jwk,
      tv.sign,
    );
    await fetch(`${api.url}/receipts`, {
      method: 'POST',
      headers: { 'content-type': 'application/signoff-receipt+jwt' },
      body: receipt,
    });
    await until('blocked', async () => (await api.readRevocation.read(sub, id)).blockedAt !== null);
    return { sub, txn, tv };
  };

  it('is one txn in the log from the press to the receipt', async () => {
    const { txn } = await signOutAndConfirm();
    const said = await until('four lines', () => {
      const lines = log.filter((line) => line['txn'] === txn);
      return lines.length >= 4 && lines.map(({ msg }) => msg);
    });
    expect(said.slice(0, 2)).toEqual(['revoked', 'event published']);
    expect(said.slice(2).sort()).toEqual(['blocked', 'confirmed']);
  });

  it('counts in the figures: committed, both clocks, the receipt, the points, the beats', async () => {
    const before = {
      committed: await figure('signoff_revocations_committed_total{scope="session",cause="signed-out"'),
      blocked: await figure('signoff_revocation_blocked_ms_count'),
      confirmed: await figure('signoff_revocation_confirmed_ms_count'),
      accepted: await figure('signoff_receipts_total{outcome="confirmed",by="device"'),
    };
    await signOutAndConfirm();
    expect({
      committed: await figure('signoff_revocations_committed_total{scope="session",cause="signed-out"'),
      blocked: await figure('signoff_revocation_blocked_ms_count'),
      confirmed: await figure('signoff_revocation_confirmed_ms_count'),
      accepted: await figure('signoff_receipts_total{outcome="confirmed",by="device"'),
    }).toEqual({
      committed: before.committed + 1,
      blocked: before.blocked + 1,
      confirmed: before.confirmed + 1,
      accepted: before.accepted + 1,
    });
    expect(await figure('signoff_enforcement_points_live')).toBe(1);
    expect(await figure('signoff_enforcement_points_fresh')).toBe(1);
    await until('beats', async () => (await figure('signoff_beats_written_total')) > 0);
  });

  it('shows a refused receipt, and how old what is unsent has become', async () => {
    const refused = 'signoff_receipts_total{outcome="refused",by="device"';
    const before = await figure(refused);
    const headers = { 'content-type': 'application/signoff-receipt+jwt' };
    await fetch(`${api.url}/receipts`, { method: 'POST', headers, body: 'nonsense' });
    expect(await figure(refused)).toBe(before + 1);
    await installation.database.query(
      `INSERT INTO outbox (topic, key, payload, created_at, leased_until)
       VALUES ('security-events', 'x', '{}', now() - interval '7 seconds', now() + interval '1 hour')`,
    );
    expect(await figure('signoff_outbox_unsent_ms')).toBeGreaterThanOrEqual(7_000);
  });

  it('never shows a token, a cookie or a password in the log', () => {
    expect(JSON.stringify(log)).not.toMatch(/eyJ[\w-]+\.eyJ|password":"(?!\[redacted)|cookie/);
  });
});
