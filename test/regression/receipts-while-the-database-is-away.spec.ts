/**
 * The mechanism: a shared record whose handler rejected five times, which takes less than a second, went to the dead
 * letters. A database that is away for longer sent all receipts there: receipts that gateways had called stored, so
 * that their devices had forgotten them, and no sign-out of that time was ever confirmed.
 */
import { createHash, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { signReceipt } from '#libs/security-event';
import { aDevice, anAccount } from '../support/account-api/account.js';
import { FaultyDatabase } from '../support/account-api/faulty-database.js';
import { anInstallation, ISSUER } from '../support/account-api/installation.js';
import { anInstance } from '../support/account-api/instance.js';
import { until } from '../support/account-api/until.js';

jest.setTimeout(60_000);

it('a receipt that a gateway took while the database was away confirms its sign-out', async () => {
  const installation = await anInstallation();
  let faulty!: FaultyDatabase;
  const api = await anInstance(installation, {
    database: (database) => (faulty = new FaultyDatabase(database)),
  });
  try {
    const sub = await anAccount(installation.database);
    const tv = await aDevice(api, installation.database, sub);
    const { id } = await api.revokeSession.revoke(sub, tv.sid);
    const [event] = await installation.database.query<{ jti: string; payload: string }>(
      'SELECT jti, payload FROM revocations WHERE id = $1',
      [id],
    );
    const claims = {
      jti: randomUUID(),
      aud: ISSUER,
      iat: 0,
      sid: tv.sid,
      event_jti: event!.jti,
      event_hash: createHash('sha256').update(event!.payload).digest('base64url'),
      wiped: ['tokens'],
    };
    const receipt = await signReceipt(claims, tv.jwk, tv.sign);
    faulty.seen.length = 0;
    faulty.fails = (sql) => sql.includes('LEFT JOIN revocations r ON r.jti');
    const topic = installation.topic('deviceReceipts');
    const value = JSON.stringify({ v: 1, gateway: 'g1', receivedAt: 0, receipts: [receipt] });
    await installation.stream.publish({ topic, key: tv.sid, value });
    const tries = (): number => faulty.seen.filter(faulty.fails).length;
    await until('more tries than a poison record gets', () => tries() > 6);
    faulty.fails = () => false;
    await until('it is confirmed', async () => {
      const rows = await installation.database.query('SELECT 1 FROM receipts WHERE sid = $1', [tv.sid]);
      return rows.length === 1;
    });
    const letters = await installation.stream.endOffsets(`${topic}.dead-letter`);
    expect([...letters.values()].every((end) => end === 0n)).toBe(true);
  } finally {
    await api.close();
    await installation.close();
  }
});
