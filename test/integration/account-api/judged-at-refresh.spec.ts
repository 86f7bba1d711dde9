import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import { newEvent } from '../../../apps/account-api/src/revocations/new-event.js';
import { PostgresRevocations } from '../../../apps/account-api/src/revocations/postgres/revocations.js';
import { PostgresSessionSource } from '../../../apps/account-api/src/sessions/postgres/session-source.js';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { aGate } from '../../support/account-api/gate.js';
import { until } from '../../support/account-api/until.js';

jest.setTimeout(60_000);

const ISSUER = 'https://issuer.test';

describe('a session that is judged for a refresh', () => {
  let own: TestDatabase;
  let store: PostgresRevocations;
  let sessions: PostgresSessionSource;

  beforeAll(async () => {
    own = await aDatabase();
    store = new PostgresRevocations(own.database);
    const silent = { revoked: () => {}, changed: () => {} };
    sessions = new PostgresSessionSource(own.database, store, silent, silent, ISSUER);
  });
  afterAll(() => own?.drop());

  const aTv = async () => {
    const { facts, jkt } = await aDevice({ sessions }, own.database, await anAccount(own.database));
    const seen = { jkt, appVersion: null, address: '192.0.2.7' };
    return { facts, seen };
  };
  const signOut = (
    { sub, sid }: { sub: string; sid: string },
    tx?: Parameters<typeof store.revokeSession>[2],
  ) =>
    store.revokeSession(
      { sub, sid, sinceRequestMs: 0 },
      newEvent(ISSUER, sub, { type: 'session', sid }, 'signed-out'),
      tx,
    );
  const addressOf = async (sid: string): Promise<string> => {
    const [row] = await own.database.query<{ last_address: string }>(
      'SELECT last_address FROM sessions WHERE sid = $1',
      [sid],
    );
    return row!.last_address;
  };

  it('is found, good, with its device noted where it is', async () => {
    const { facts, seen } = await aTv();
    const before = (await sessions.find(facts.sid))!;
    const { over, isNoted, readAt, refreshedAt, ...record } = (await sessions.refresh(facts.sid, seen))!;
    expect({ over, isNoted }).toEqual({ over: null, isNoted: true });
    expect(record).toEqual({ facts, jkt: seen.jkt, live: before.live, createdAt: before.createdAt });
    expect([refreshedAt, readAt >= before.readAt]).toEqual([before.refreshedAt, true]);
    expect(await addressOf(facts.sid)).toBe(seen.address);
    expect((await sessions.find(facts.sid))!.refreshedAt).toBeGreaterThanOrEqual(readAt);
    expect((await sessions.refresh(facts.sid, { ...seen, appVersion: facts.appVersion }))!.isNoted).toBe(
      true,
    );
  });

  it('is over by what covers it, and nothing is noted of it', async () => {
    const { facts, seen } = await aTv();
    const { stored } = (await signOut(facts))!;
    expect(await sessions.refresh(facts.sid, seen)).toMatchObject({
      over: { jti: stored.revocation.jti, payload: stored.event.payload },
      isNoted: false,
    });
    expect(await addressOf(facts.sid)).not.toBe(seen.address);
  });

  it('is good beside the sign-out of a class it is not of, and its device is still to be noted', async () => {
    const { facts, seen } = await aTv();
    const { id, jti, txn, payload } = newEvent(
      ISSUER,
      null,
      { type: 'session', sid: randomUUID() },
      'campaign',
    );
    await own.database.query(
      `INSERT INTO revocations (id, jti, txn, predicate, payload, cause, initiating_entity, requested_at, scope, cutoff,
                                awaits_receipt)
       VALUES ($1, $2, $3, $4, $5, 'campaign', 'admin', now(), 'class', $6, false)`,
      [
        ...[id, jti, txn],
        JSON.stringify({ type: 'class', cutoff: facts.seq, models: ['Another'] }),
        ...[payload, facts.seq],
      ],
    );
    expect(await sessions.refresh(facts.sid, seen)).toMatchObject({ over: null, isNoted: false });
    await own.database.query('DELETE FROM revocations WHERE id = $1', [id]);
  });

  it('has nothing noted by who proved another key, or says that its app is another', async () => {
    const { facts, seen } = await aTv();
    const other = await sessions.refresh(facts.sid, { ...seen, jkt: 'another' });
    expect(other).toMatchObject({ jkt: seen.jkt, isNoted: false });
    expect((await sessions.refresh(facts.sid, { ...seen, appVersion: '9.9' }))!.isNoted).toBe(false);
    expect(await addressOf(facts.sid)).not.toBe(seen.address);
    expect(await sessions.refresh(randomUUID(), seen)).toBeNull();
  });

  it('is judged as it was when asked, and dated no later, though it waited for a sign-out meanwhile', async () => {
    const { facts, seen } = await aTv();
    const mayCommit = aGate();
    const written = aGate();
    const signingOut = own.database.transaction(async (tx) => {
      await signOut(facts, tx);
      written.open();
      await mayCommit.passed;
    });
    await written.passed;
    const refresh = sessions.refresh(facts.sid, seen);
    const { now } = await until('the refresh waiting for the session’s row', async () => {
      const [row] = await own.database.query<{ now: number }>(
        `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return row ?? null;
    });
    mayCommit.open();
    await signingOut;
    const { over, readAt } = (await refresh)!;
    // Its token dies with what enforcement points remember of the sign-out, counted from after this.
    expect(over).toBeNull();
    expect(readAt).toBeLessThan(now);
    expect((await sessions.refresh(facts.sid, seen))!.over).not.toBeNull();
  });
});
