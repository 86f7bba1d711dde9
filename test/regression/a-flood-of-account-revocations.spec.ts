/**
 * The mechanism: with a new Idempotency-Key each time, one signed-in person could make any number of account
 * revocations. Every enforcement point holds each for eleven minutes and every snapshot carries it, and a snapshot
 * that has grown too large to be read keeps all points from starting and from asking.
 */
import { randomUUID } from 'node:crypto';
import { aDatabase } from '#libs/database/testing';
import { newEvent } from '../../apps/account-api/src/revocations/new-event.js';
import { PostgresRevocations } from '../../apps/account-api/src/revocations/postgres/revocations.js';
import { anAccount } from '../support/account-api/account.js';

it('one account cannot fill the snapshots: it is told to wait, and others are not held up', async () => {
  const own = await aDatabase();
  try {
    const store = new PostgresRevocations(own.database);
    const [ann, bob] = [await anAccount(own.database), await anAccount(own.database)];
    const all = (sub: string, idempotencyKey: string | null = randomUUID()) =>
      store.revokeAccount({ sub, exceptSid: null, idempotencyKey, sinceRequestMs: 0 }, (cutoff) =>
        newEvent('https://i.test', sub, { type: 'account', sub, cutoff }, 'signed-out'),
      );
    const first = randomUUID();
    await all(ann, first);
    for (let n = 1; n < 120; n++) await all(ann);
    await expect(all(ann)).rejects.toMatchObject({ code: 'too_many_requests' });
    const [{ held }] = (await own.database.query<{ held: number }>(
      'SELECT count(*) AS held FROM revocations WHERE account_id = $1',
      [ann],
    )) as [{ held: number }];
    expect(held).toBe(120);
    // Repeats make nothing new, so they are answered.
    expect((await all(ann, first)).event).toBeNull();
    expect((await all(ann, null)).event).toBeNull();
    expect((await all(bob)).event).not.toBeNull();
    await own.database.query(`UPDATE revocations SET committed_at = now() - interval '601 seconds'`);
    expect((await all(ann)).event).not.toBeNull();
  } finally {
    await own.drop();
  }
});
