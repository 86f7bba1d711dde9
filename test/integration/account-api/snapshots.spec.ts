import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { aDatabase, type TestDatabase } from '#libs/database/testing';
import { PostgresBlocked } from '../../../apps/account-api/src/enforcement-points/postgres/blocked.js';
import { PostgresSnapshot } from '../../../apps/account-api/src/internal/postgres/snapshot.js';
import { newEvent } from '../../../apps/account-api/src/revocations/new-event.js';
import { PostgresRevocations } from '../../../apps/account-api/src/revocations/postgres/revocations.js';
import { PostgresSessionSource } from '../../../apps/account-api/src/sessions/postgres/session-source.js';
import { aDevice, anAccount } from '../../support/account-api/account.js';
import { aGate } from '../../support/account-api/gate.js';

jest.setTimeout(30_000);

describe('a snapshot of the revocations', () => {
  let own: TestDatabase;
  let store: PostgresRevocations;
  let snapshots: PostgresSnapshot;
  let blocked: PostgresBlocked;
  let source: { sessions: PostgresSessionSource };

  beforeEach(async () => {
    own = await aDatabase();
    store = new PostgresRevocations(own.database);
    snapshots = new PostgresSnapshot(own.database);
    blocked = new PostgresBlocked(own.database);
    const silent = { revoked: () => {}, changed: () => {} };
    source = { sessions: new PostgresSessionSource(own.database, store, silent, silent, 'https://i.test') };
  });
  afterEach(() => own.drop());

  const signOut = async (tx = own.database as Parameters<typeof store.revokeSession>[2]) => {
    const sub = await anAccount(own.database);
    const { sid } = await aDevice(source, own.database, sub);
    const event = newEvent('https://i.test', sub, { type: 'session', sid }, 'signed-out');
    const { stored } = (await store.revokeSession({ sub, sid, sinceRequestMs: 0 }, event, tx))!;
    return { ...stored.revocation, sid };
  };
  const mark = async (id: string, boot: string, largestGraceMs = 0) =>
    (await blocked.mark([{ revocationId: id, afterMs: null, points: 1 }], [{ boot, largestGraceMs }], null))
      .length === 1;

  /** Polls, each time with the name of the answer before. */
  const aPoint = () => {
    const boot = randomUUID();
    let having: string | null = null;
    const poll = async () => {
      const snapshot = await snapshots.read({ point: 'g1', boot, having });
      having = snapshot.name;
      return snapshot;
    };
    return Object.assign(poll, { boot });
  };

  it('holds every predicate whose tokens may live, with the database’s time, and no older one', async () => {
    const young = await signOut();
    const old = await signOut();
    await own.database.query(
      `UPDATE revocations SET committed_at = now() - interval '661 seconds' WHERE id = $1`,
      [old.id],
    );
    const { v, databaseTime, predicates } = await snapshots.read(null);
    expect(v).toBe(1);
    expect(Math.abs(databaseTime - young.committedAt)).toBeLessThan(60_000);
    expect(predicates).toEqual([
      {
        jti: young.jti,
        predicate: { type: 'session', sid: young.sid },
        revokedAt: expect.closeTo(young.requestedAt, 1),
      },
    ]);
  });

  it('counts as passed once the point names it: the answer may have been lost', async () => {
    const poll = aPoint();
    await poll();
    const { id } = await signOut();
    expect(await mark(id, poll.boot)).toBe(false);
    await poll();
    expect(await mark(id, poll.boot)).toBe(false);
    await poll();
    expect(await mark(id, poll.boot)).toBe(true);
    expect(await mark(id, poll.boot)).toBe(false);
  });

  it('is of what was committed, not of what was begun before it', async () => {
    const poll = aPoint();
    const mayCommit = aGate();
    const written = aGate<string>();
    const revoking = own.database.transaction(async (tx) => {
      const { id } = await signOut(tx);
      written.open(id);
      await mayCommit.passed;
    });
    const id = await written.passed;
    const { predicates } = await poll();
    expect(predicates).toEqual([]);
    mayCommit.open();
    await revoking;
    // Its time of commit is before this poll's; the answer before did not show it all the same.
    await poll();
    expect(await mark(id, poll.boot)).toBe(false);
    await poll();
    expect(await mark(id, poll.boot)).toBe(true);
  });

  it('holds nothing back for a point that stopped polling longer ago than it may serve', async () => {
    const poll = aPoint();
    await poll();
    const { id } = await signOut();
    await own.database.query(`UPDATE enforcement_polls SET polled_at = now() - interval '6 seconds'`);
    expect(await mark(id, poll.boot, 60_000)).toBe(false);
    expect(await mark(id, poll.boot)).toBe(true);
  });

  it('is waited for by a run that was never heard of and polls, where there may be such runs', async () => {
    const poll = aPoint();
    await poll();
    const [first, second, third] = [await signOut(), await signOut(), await signOut()];
    const marks = async ({ id }: { readonly id: string }, heardOf: readonly string[] | null) =>
      (await blocked.mark([{ revocationId: id, afterMs: null, points: 1 }], [], heardOf)).length === 1;
    expect(await marks(first, ['another'])).toBe(false);
    expect(await marks(first, ['another', poll.boot])).toBe(true);
    expect(await marks(second, [])).toBe(false);
    expect(await marks(second, null)).toBe(true);
    await own.database.query(`UPDATE enforcement_polls SET polled_at = now() - interval '6 seconds'`);
    expect(await marks(third, [])).toBe(true);
    const last = await signOut();
    await poll();
    expect(await marks(last, [])).toBe(false);
    await poll();
    expect(await marks(last, [])).toBe(true);
  });

  it('names the points that passed a published revocation by polling, for whoever looks after it', async () => {
    const poll = aPoint();
    const { id } = await signOut();
    await own.database.query(
      `UPDATE revocations SET event_partition = 2, event_offset = 7, committed_at = now() - interval '2 seconds'`,
    );
    await poll();
    expect(await blocked.overdue()).toEqual([
      { revocationId: id, partition: 2, offset: 7n, polled: new Set() },
    ]);
    await poll();
    expect(await blocked.overdue()).toMatchObject([{ polled: new Set([poll.boot]) }]);
  });

  it('shows of each run what its polls say of a revocation that is not published: Kafka may be away', async () => {
    const [poll, other] = [aPoint(), aPoint()];
    const { id } = await signOut();
    await poll();
    await other();
    await poll();
    // It might be blocked by a point's report any moment, as long as nobody would be counted out yet.
    expect(await blocked.polled()).toEqual([]);
    await own.database.query(`UPDATE revocations SET committed_at = now() - interval '6 seconds'`);
    const agoMs = expect.any(Number);
    expect(await blocked.polled()).toEqual([
      {
        revocationId: id,
        event: null,
        polls: new Map([
          [poll.boot, { passed: true, agoMs }],
          [other.boot, { passed: false, agoMs }],
        ]),
      },
    ]);
    await own.database.query('UPDATE revocations SET event_partition = 2, event_offset = 7');
    expect(await blocked.polled()).toMatchObject([{ event: { partition: 2, offset: 7n } }]);
    await own.database.query('UPDATE revocations SET blocked_at = now()');
    expect(await blocked.polled()).toEqual([]);
  });
});
