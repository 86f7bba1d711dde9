/**
 * The mechanism: that a device had connected or gone was dated by when the account API read of it. A word from before
 * the press that was read after it made a device that had left long ago one that had been "connected since": its
 * sign-out said "blocked", as if a receipt were to come, where "not reached" was meant.
 */
import { randomUUID } from 'node:crypto';
import { aDevice, anAccount, type TestDevice } from '../support/account-api/account.js';
import { anInstallation, type Installation } from '../support/account-api/installation.js';
import { anInstance, type Instance } from '../support/account-api/instance.js';
import { until } from '../support/account-api/until.js';

const HOUR_MS = 3_600_000;

describe('what is read late of a device’s presence', () => {
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

  /** Resolves once the account API has read it: what is said after it of the same device has had its effect. */
  const say = async (tv: TestDevice, connection: string, said: readonly [online: boolean, at: number][]) => {
    const { sid } = tv;
    const marker = randomUUID();
    const words = said.map(([online, at]) => ({ sid, connection, online, at }));
    const last = { sid, connection: marker, online: true, at: 0 };
    await installation.stream.publishAll(
      [...words, last].map((one) => {
        const value = JSON.stringify({ v: 1, gateway: 'g', boot: 'b', connections: [one] });
        return { topic: installation.topic('devicePresence'), key: sid, value };
      }),
    );
    await until('it is read', async () => {
      const sql = 'DELETE FROM device_presence WHERE connection = $1 RETURNING 1';
      return (await installation.database.query(sql, [marker])).length === 1;
    });
  };
  const signedOut = async () => {
    const sub = await anAccount(installation.database);
    const tv = await aDevice(api, installation.database, sub);
    // Rows are as old as the session; it was seen an hour ago.
    await installation.database.query(
      `UPDATE sessions SET last_seen_at = now() - interval '1 hour' WHERE sid = $1`,
      [tv.sid],
    );
    const { id } = await api.revokeSession.revoke(sub, tv.sid);
    const state = async () => (await api.readRevocation.read(sub, id)).devices[0]?.state;
    await until('blocked', async () => (await state()) !== 'blocking');
    return { tv, state };
  };

  it('says "not reached" of a device that came and went before it was signed out', async () => {
    const { tv, state } = await signedOut();
    const before = Date.now() - HOUR_MS / 2;
    await say(tv, 'c1', [
      [true, before],
      [false, before + 1_000],
    ]);
    expect(await state()).toBe('not-reached');
  });

  it('says "blocked" of one that was connected when it was signed out, and of one that came since', async () => {
    const there = await signedOut();
    await say(there.tv, 'c1', [[true, Date.now() - HOUR_MS / 2]]);
    expect(await there.state()).toBe('blocked');
    const came = await signedOut();
    const at = Date.now();
    await say(came.tv, 'c1', [
      [true, at],
      [false, at],
    ]);
    expect(await came.state()).toBe('blocked');
  });

  it('believes no gateway whose clock is ahead', async () => {
    const { tv } = await signedOut();
    await say(tv, 'c1', [[true, Date.now() + HOUR_MS]]);
    const [row] = await installation.database.query(
      `SELECT last_seen_at <= clock_timestamp() AS past FROM sessions WHERE sid = $1`,
      [tv.sid],
    );
    expect(row).toEqual({ past: true });
  });
});
